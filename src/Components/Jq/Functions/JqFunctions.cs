using System.Collections.Frozen;
using SkillFlaw.Components.Jq.Paths;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>The functions and operators that are written in C#, by name and number of arguments.</summary>
internal static class JqFunctions
{
    private static readonly FrozenDictionary<(string Name, int Arity), JqFunction> _all =
        All().Concat(Maths.All()).ToFrozenDictionary(each => (each.Name, each.Arity), each => each.Function);

    public static JqFunction? Find(string name, int arity) => _all.GetValueOrDefault((name, arity));

    /// <summary>The function of an operator, also where it is followed by = to assign.</summary>
    public static JqFunction? FindOperator(string symbol) => symbol switch
    {
        "+" => (run, _, sides) => Arithmetic.Add(run, sides[0], sides[1]),
        "-" => (run, _, sides) => Arithmetic.Subtract(run, sides[0], sides[1]),
        "*" => (run, _, sides) => Arithmetic.Multiply(run, sides[0], sides[1]),
        "/" => (run, _, sides) => Arithmetic.Divide(run, sides[0], sides[1]),
        "%" => (run, _, sides) => Arithmetic.Remainder(run, sides[0], sides[1]),
        "==" => (run, _, sides) => JqOrder.Compare(run, sides[0], sides[1]) == 0,
        "!=" => (run, _, sides) => JqOrder.Compare(run, sides[0], sides[1]) != 0,
        "<" => (run, _, sides) => JqOrder.Compare(run, sides[0], sides[1]) < 0,
        "<=" => (run, _, sides) => JqOrder.Compare(run, sides[0], sides[1]) <= 0,
        ">" => (run, _, sides) => JqOrder.Compare(run, sides[0], sides[1]) > 0,
        ">=" => (run, _, sides) => JqOrder.Compare(run, sides[0], sides[1]) >= 0,
        "//" => (_, _, sides) => JqKinds.IsTrue(sides[0]) ? sides[0] : sides[1],
        _ => null,
    };

    private static IEnumerable<(string Name, int Arity, JqFunction Function)> All() =>
    [
        ("length", 0, Basics.Length),
        ("utf8bytelength", 0, Texts.Utf8Length),
        ("abs", 0, Basics.Absolute),
        ("not", 0, (_, value, _) => !JqKinds.IsTrue(value)),
        ("type", 0, (_, value, _) => JqKinds.Name(value)),
        ("_negate", 0, (run, value, _) => Arithmetic.Negate(run, value)),
        ("keys", 0, Basics.Keys),
        ("keys_unsorted", 0, Basics.UnsortedKeys),
        ("has", 1, Basics.Has),
        ("contains", 1, Basics.Contains),
        ("tostring", 0, Basics.ToText),
        ("tonumber", 0, Basics.ToNumber),
        ("tojson", 0, Basics.ToJson),
        ("fromjson", 0, Basics.FromJson),
        ("setpath", 2, PathFunctions.Set),
        ("delpaths", 1, PathFunctions.Delete),

        ("add", 0, Lists.Add),
        ("join", 1, Lists.Join),
        ("flatten", 0, Lists.Flatten),
        ("flatten", 1, Lists.Flatten),
        ("reverse", 0, Lists.Reverse),
        ("indices", 1, Lists.Indices),
        ("sort", 0, Sorting.Sort),
        ("_sort_by", 1, Sorting.Sort),
        ("_group_by", 1, Sorting.Group),
        ("unique", 0, Sorting.Unique),
        ("_unique_by", 1, Sorting.Unique),
        ("min", 0, Sorting.Least),
        ("_min_by", 1, Sorting.Least),
        ("max", 0, Sorting.Greatest),
        ("_max_by", 1, Sorting.Greatest),
        ("bsearch", 1, Sorting.Search),

        ("startswith", 1, Texts.StartsWith),
        ("endswith", 1, Texts.EndsWith),
        ("ltrimstr", 1, Texts.TrimStart),
        ("rtrimstr", 1, Texts.TrimEnd),
        ("trim", 0, Texts.Trim),
        ("ltrim", 0, Texts.TrimLeft),
        ("rtrim", 0, Texts.TrimRight),
        ("ascii_downcase", 0, Texts.ToLower),
        ("ascii_upcase", 0, Texts.ToUpper),
        ("explode", 0, Texts.Explode),
        ("implode", 0, Texts.Implode),
        ("split", 1, Texts.Split),
        ("split", 2, RegularExpressions.Split),
        ("_match", 3, RegularExpressions.Match),
        ("_sub", 2, RegularExpressions.Substitute),

        ("infinite", 0, (_, _, _) => FlowValue.Of(double.PositiveInfinity)),
        ("nan", 0, (_, _, _) => FlowValue.Of(double.NaN)),
        ("isinfinite", 0, Maths.IsInfinite),
        ("isnan", 0, Maths.IsNaN),
        ("isnormal", 0, Maths.IsNormal),

        ("now", 0, Dates.Now),
        ("gmtime", 0, Dates.BreakDown),
        ("localtime", 0, Dates.BreakDown),
        ("mktime", 0, Dates.MakeTime),
        ("strftime", 1, Dates.Format),
        ("strflocaltime", 1, Dates.Format),
        ("strptime", 1, Dates.Parse),
    ];
}
