using System.Collections.Frozen;
using SkillFlaw.Components.Jq.Bindings;
using SkillFlaw.Components.Jq.Syntax;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>The functions that are written in jq itself.</summary>
internal static class JqLibrary
{
    private const string Source = """
        def error(message): message | error;
        def select(f): if f then . else empty end;
        def map(f): [.[] | f];
        def first(f): label $done | f | ., break $done;
        def map_values(f): .[] |= f;
        def recurse(f): def next: ., (f | next); next;
        def recurse(f; condition): def next: ., (f | select(condition) | next); next;
        def recurse: recurse(.[]?);

        def nulls: select(type == "null");
        def booleans: select(type == "boolean");
        def numbers: select(type == "number");
        def strings: select(type == "string");
        def arrays: select(type == "array");
        def objects: select(type == "object");
        def values: select(. != null);
        def iterables: select(type == "array" or type == "object");
        def scalars: select(type != "array" and type != "object");
        def isfinite: type == "number" and (isinfinite | not);
        def finites: select(isfinite);
        def normals: select(isnormal);
        def isvalid(f): try (f | true) catch false;
        def toarray: if type == "array" then . else [.] end;

        def del(f): delpaths([path(f)]);
        def paths: path(recurse) | select(length > 0);
        def paths(f): path(recurse | select(f)) | select(length > 0);
        def leaf_paths: paths(scalars);
        def pick(f): . as $from | reduce path(f) as $path (null; setpath($path; $from | getpath($path)));
        def to_entries: [keys_unsorted[] as $key | {key: $key, value: .[$key]}];
        def from_entries:
          def name: [.key, .Key, .name, .Name, .k, .K | values] | first(.[]) | if type == "string" then . else tojson end;
          def content: if has("value") then .value elif has("Value") then .Value else .v end;
          [.[] | {(name // "null"): content}] | add // {};
        def with_entries(f): to_entries | map(f) | from_entries;
        def walk(f):
          def next: if type == "object" then map_values(next) elif type == "array" then map(next) else . end | f;
          next;

        def add(f): [f] | add;
        def sort_by(f): _sort_by(map([f]));
        def group_by(f): _group_by(map([f]));
        def unique_by(f): _unique_by(map([f]));
        def min_by(f): _min_by(map([f]));
        def max_by(f): _max_by(map([f]));
        def index($part): indices($part) | .[0];
        def rindex($part): indices($part) | .[-1:][0];
        def in(container): . as $key | container | has($key);
        def inside(container): . as $part | container | contains($part);
        def transpose: [range(map(length) | max // 0) as $column | [.[][$column]]];
        def combinations:
          if length == 0 then [] else .[0][] as $first | (.[1:] | combinations) as $rest | [$first] + $rest end;
        def combinations($times): . as $list | [range($times) | $list] | combinations;

        def first: .[0];
        def last(f): reduce f as $item (null; $item);
        def last: .[-1];
        def nth($index): .[$index];
        def nth($index; f):
          if $index < 0 then error("nth doesn't support negative indices")
          else label $done | foreach f as $item ($index; . - 1; if . < 0 then $item, break $done else empty end) end;
        def limit($count; f):
          if $count > 0 then label $done | foreach f as $item ($count; . - 1; $item, if . <= 0 then break $done else empty end)
          elif $count == 0 then empty
          else f end;
        def skip($count; f):
          if $count > 0 then foreach f as $item ($count; . - 1; if . < 0 then $item else empty end) else f end;
        def until(condition; f): def next: if condition then . else f | next end; next;
        def while(condition; f): def next: if condition then ., (f | next) else empty end; next;
        def repeat(f): def again: f, again; again;
        def isempty(f): first((f | false), true);
        def any(f; condition): isempty(first(f | condition or empty)) | not;
        def any(condition): any(.[]; condition);
        def any: any(.);
        def all(f; condition): isempty(first(f | condition and empty));
        def all(condition): all(.[]; condition);
        def all: all(.);
        def IN(f): any(f == .; .);
        def IN(one; f): any(one == f; .);
        def INDEX(f; key): [f | {(key | tostring): .}] | add // {};
        def INDEX(key): INDEX(.[]; key);
        def JOIN($index; key): [.[] | [., $index[key]]];
        def JOIN($index; f; key): f | [., $index[key]];
        def JOIN($index; f; key; join): f | [., $index[key]] | join;

        def _expression:
          if type == "string" then [.] elif type == "array" and . != [] then . else error("\(type) not a string or array") end;
        def match(expression; flags): _match(expression; flags; false) | .[];
        def match($all): ($all | _expression) as [$expression, $flags] | match($expression; $flags);
        def test(expression; flags): _match(expression; flags; true);
        def test($all): ($all | _expression) as [$expression, $flags] | test($expression; $flags);
        def _named: [.captures[] | select(.name != null) | {(.name): .string}] | add // {};
        def capture(expression; flags): match(expression; flags) | _named;
        def capture($all): match($all) | _named;
        def scan(expression; $flags):
          match(expression; "g" + $flags) | if .captures == [] then .string else [.captures[].string] end;
        def scan(expression): scan(expression; null);
        def splits($expression; flags): split($expression; flags) | .[];
        def splits($expression): splits($expression; null);
        def sub($expression; replacement; $flags):
          [match($expression; $flags)] as $matches
          | _sub($matches; [$matches[] | [_named | replacement]])[];
        def sub($expression; replacement): sub($expression; replacement; null);
        def gsub($expression; replacement; $flags): sub($expression; replacement; "g" + $flags);
        def gsub($expression; replacement): sub($expression; replacement; "g");
        def trimstr($text): ltrimstr($text) | rtrimstr($text);
        def ascii: [.] | implode;

        def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
        def todateiso8601: todate;
        def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
        def fromdate: fromdateiso8601;
        def date: todate;
        def dateadd(unit; $seconds): . + $seconds;
        def datesub(unit; $seconds): . - $seconds;

        def tostream:
          path(def next: (.[]? | next), .; next) as $path
          | getpath($path)
          | reduce path(.[]?) as $last ([$path, .]; [$path + $last]);
        def fromstream(f):
          foreach f as $event ({value: null, done: false};
            if .done then {value: null, done: false} else . end
            | if $event | length == 2
              then {value: (.value | setpath($event[0]; $event[1])), done: ($event[0] == [])}
              else {value, done: ($event[0] | length == 1)} end;
            if .done then .value else empty end);
        def truncate_stream(f):
          . as $depth | null | f | . as $event
          | if $event[0] | length > $depth then setpath([0]; $event[0][$depth:]) else empty end;

        def debug: .;
        def debug(message): .;
        def stderr: .;
        """;

    private static readonly Lazy<FrozenDictionary<(string, int), JqDefinition>> _all = new(() =>
        JqParser.ParseDefinitions(Source).ToFrozenDictionary(each => (each.Name, each.Parameters.Length)));

    public static JqDefinition? Find(string name, int arity) => _all.Value.GetValueOrDefault((name, arity));
}
