using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>What Python's <c>str.format</c> makes of the same template and values.</summary>
public sealed class FormatTemplateTests
{
    private static readonly ObjectValue _values = (ObjectValue)JsonValues.Parse(
        """
        {
          "name": "Ada", "empty": "", "n": 42, "neg": -7, "big": 1234567890123456789012, "pi": 3.14159, "half": 2.5, "one": 1.0,
          "tiny": 1e-7, "huge": 1e22, "yes": true, "no": false, "none": null, "list": [1, "a", null, 2.5, [true]],
          "dict": {"k": "v", "it's": "\"q\""}, "é": "ünï😀", "w": 8
        }
        """);

    [Theory]
    [InlineData("Hello {name}!", "Hello Ada!")]
    [InlineData("{name}{n}{empty}", "Ada42")]
    [InlineData("{{literal}} {{{name}}}", "{literal} {Ada}")]
    [InlineData("{{}}", "{}")]
    [InlineData("no fields", "no fields")]
    [InlineData("", "")]
    [InlineData("{n} {neg} {big}", "42 -7 1234567890123456789012")]
    [InlineData("{pi} {half} {one} {tiny} {huge}", "3.14159 2.5 1.0 1e-07 1e+22")]
    [InlineData("{yes} {no} {none}", "True False None")]
    [InlineData("{list}", "[1, 'a', None, 2.5, [True]]")]
    [InlineData("{dict}", """{'k': 'v', "it's": '"q"'}""")]
    [InlineData("{é}", "ünï😀")]
    [InlineData("{name!r} {name!s} {name!a}", "'Ada' Ada 'Ada'")]
    [InlineData("{é!r} {é!a}", """'ünï😀' '\xfcn\xef\U0001f600'""")]
    [InlineData("{dict!s}", """{'k': 'v', "it's": '"q"'}""")]
    [InlineData("{list[0]} {list[1]} {list[4][0]}", "1 a True")]
    [InlineData("{dict[k]} {dict[it's]}", "v \"q\"")]
    [InlineData("{name[0]}{name[2]}", "Aa")]
    [InlineData("{dict[k]!r:>6}", "   'v'")]
    [InlineData("{name:>{w}}|{pi:.{n}}|", "     Ada|3.14158999999999988261834005243144929409027|")]
    [InlineData("{name:{empty}}", "Ada")]
    [InlineData("{name:}", "Ada")]
    [InlineData("{n!s:>5}", "   42")]
    [InlineData("{name!r:^9}", "  'Ada'  ")]
    [InlineData("a{{b}}c{name}d}}{{", "a{b}cAdad}{")]
    public void Render_Template_GivesWhatPythonGives(string template, string text) =>
        Assert.Equal(text, FormatTemplate.Parse(template).Render(_values.Find));

    [Theory]
    [InlineData("{", "Single '{' encountered in format string")]
    [InlineData("}", "Single '}' encountered in format string")]
    [InlineData("a } b", "Single '}' encountered in format string")]
    [InlineData("{name", "expected '}' before end of string")]
    [InlineData("a{b", "expected '}' before end of string")]
    [InlineData("{a{b}}", "unexpected '{' in field name")]
    [InlineData("{list[}", "expected '}' before end of string")]
    [InlineData("{list[0}", "expected '}' before end of string")]
    [InlineData("{name!", "end of string while looking for conversion specifier")]
    [InlineData("{name!}", "unmatched '{' in format spec")]
    [InlineData("{name!x}", "Unknown conversion specifier x")]
    [InlineData("{name!rr}", "expected ':' after conversion specifier")]
    [InlineData("{name!r", "unmatched '{' in format spec")]
    [InlineData("{name:", "unmatched '{' in format spec")]
    [InlineData("{name:{w}", "unmatched '{' in format spec")]
    [InlineData("{name:{w:{w}}}", "Max string recursion exceeded")]
    [InlineData("{missing}", "'missing'")]
    [InlineData("{missing[0]}", "'missing'")]
    [InlineData("{list[9]}", "list index out of range")]
    [InlineData("{list[k]}", "list indices must be integers or slices, not str")]
    [InlineData("{dict[zz]}", "'zz'")]
    [InlineData("{n[0]}", "'int' object is not subscriptable")]
    [InlineData("{none[a]}", "'NoneType' object is not subscriptable")]
    [InlineData("{name[k]}", "string indices must be integers, not 'str'")]
    [InlineData("{name[9]}", "string index out of range")]
    [InlineData("{name:d}", "Unknown format code 'd' for object of type 'str'")]
    [InlineData("{n:s}", "Unknown format code 's' for object of type 'int'")]
    [InlineData("{n:.2}", "Precision not allowed in integer format specifier")]
    [InlineData("{pi:d}", "Unknown format code 'd' for object of type 'float'")]
    [InlineData("{list:>5}", "unsupported format string passed to list.__format__")]
    [InlineData("{none:5}", "unsupported format string passed to NoneType.__format__")]
    [InlineData("{dict:x}", "unsupported format string passed to dict.__format__")]
    [InlineData("{name:=5}", "'=' alignment not allowed in string format specifier")]
    [InlineData("{name:+}", "Sign not allowed in string format specifier")]
    [InlineData("{name: }", "Space not allowed in string format specifier")]
    [InlineData("{name:#}", "Alternate form (#) not allowed in string format specifier")]
    [InlineData("{name:z}", "Negative zero coercion (z) not allowed in string format specifier")]
    [InlineData("{name:,}", "Cannot specify ',' with 's'.")]
    [InlineData("{n:,x}", "Cannot specify ',' with 'x'.")]
    [InlineData("{n:,_}", "Cannot specify both ',' and '_'.")]
    [InlineData("{n:q}", "Unknown format code 'q' for object of type 'int'")]
    [InlineData("{name:.}", "Format specifier missing precision")]
    [InlineData("{n:99999999999999999999}", "Too many decimal digits in format string")]
    [InlineData("{neg:c}", "%c arg not in range(0x110000)")]
    [InlineData("{n:+c}", "Sign not allowed with integer format specifier 'c'")]
    [InlineData("{n:#c}", "Alternate form (#) not allowed with integer format specifier 'c'")]
    [InlineData("{n:z}", "Negative zero coercion (z) not allowed in integer format specifier")]
    [InlineData("{yes:s}", "Unknown format code 's' for object of type 'bool'")]
    [InlineData("{list[]}", "Empty attribute in format string")]
    public void Render_BrokenTemplate_SaysWhatPythonSays(string template, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidValueException>(() => FormatTemplate.Parse(template).Render(_values.Find)).Message);

    [Theory]
    [InlineData("{}", "'{}' names no variable. To get a brace, write it twice.")]
    [InlineData("{0}", "'{0}' names no variable. To get a brace, write it twice.")]
    [InlineData("{:>5}", "'{}' names no variable. To get a brace, write it twice.")]
    [InlineData("{name.upper}", "'{name.upper}' asks for an attribute, and a template can only reach fields: write '{a[b]}'.")]
    [InlineData("{name.__class__}", "'{name.__class__}' asks for an attribute, and a template can only reach fields: write '{a[b]}'.")]
    [InlineData("{list[0].x}", "'{list[0].x}' asks for an attribute, and a template can only reach fields: write '{a[b]}'.")]
    [InlineData("{list[0]x}", "Only '[' may follow ']' in format field specifier")]
    public void Parse_FieldThatIsNoVariable_SaysSo(string template, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidValueException>(() => FormatTemplate.Parse(template)).Message);

    [Fact]
    public void Names_RepeatedAndNested_AreGivenOnceInOrder() => Assert.Equal(
        ["b", "a", "w", "c"],
        FormatTemplate.Parse("{b} {{no}} {a[x]!r:>{w}} {b} {c:.{w}}").Names);

    [Fact]
    public void Render_NoValue_NamesTheVariableAsPythonDoes() => Assert.Equal(
        "'it\\'s \"so\"'",
        Assert.Throws<InvalidValueException>(() => FormatTemplate.Parse("{it's \"so\"}").Render(_ => null)).Message);

    [Fact]
    public void Render_RecordsAndMessages_ArePrintedOrEntered()
    {
        var data = new Data(FlowValue.Of(("a", FlowValue.Of(1L))));
        FlowValue? Find(string name) => name == "d" ? data : new Message("hello");

        Assert.Equal("1 hello hello |  hello|", FormatTemplate.Parse("{d[a]} {m} {m[text]} |{m:>7}|").Render(Find));
        Assert.Equal(
            "unsupported format string passed to Data.__format__",
            Assert.Throws<InvalidValueException>(() => FormatTemplate.Parse("{d:>7}").Render(Find)).Message);
    }

    [Fact]
    public void Render_ValueWithBraces_IsNotATemplate() =>
        Assert.Equal("{name} {{", FormatTemplate.Parse("{a} {b}").Render(name => FlowValue.Of(name == "a" ? "{name}" : "{{")));

    [Fact]
    public void Render_ManyTimes_GivesTheSame()
    {
        var template = FormatTemplate.Parse("{name:>5} {n:03}");

        Parallel.For(0, 100, _ => Assert.Equal("  Ada 042", template.Render(_values.Find)));
    }

    [Fact]
    public void Render_WidthsThatAddUp_AreRefused() => Assert.Equal(
        "The text that the template makes is longer than 50,000,000 characters.",
        Assert.Throws<InvalidValueException>(
            () => FormatTemplate.Parse(string.Concat(Enumerable.Repeat("{n:1000000}", 60))).Render(_values.Find)).Message);

    [Fact]
    public void Render_SmallValueThatIsLongWhenPrinted_IsRefused()
    {
        var value = FlowValue.Of("x");
        for (var level = 0; level < 100; level++)
        {
            value = FlowValue.Of([value, value]);
        }

        Assert.Equal(
            "The text that the template makes is longer than 50,000,000 characters.",
            Assert.Throws<InvalidValueException>(() => FormatTemplate.Parse("{a}").Render(_ => value)).Message);
    }

    [Theory]
    [InlineData("{n:1000001}", "Too many decimal digits in format string")]
    [InlineData("{pi:.1001f}", "precision too big")]
    public void Render_MoreThanAnybodyNeeds_IsRefused(string template, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidValueException>(() => FormatTemplate.Parse(template).Render(_values.Find)).Message);
}
