using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Graph.Values;

/// <summary>As deep as a value may be, everything works, also on a small stack; one level more cannot be made.</summary>
public sealed class ValueDepthTests
{
    private const int StackSize = 1024 * 1024;

    private static readonly Dictionary<string, Func<FlowValue, FlowValue>> _nestings = new()
    {
        ["list"] = value => FlowValue.Of([value]),
        ["object"] = value => FlowValue.Of(("a", value)),
        ["typed object"] = value => FlowValue.Of(("$type", value)),
        ["data"] = value => new Data(FlowValue.Of(("text", value))),
        ["dataframe"] = value => new DataFrame(["a"], [FlowValue.Of([value])]),
        ["content blocks"] = value => new Message { ContentBlocks = FlowValue.Of([value]) },
        ["extra"] = value => new Message { Extra = FlowValue.Of(("$type", value)) },
        ["tool"] = value => new Tool("v", "o", "n", "d", FlowValue.Of(("$type", value))),
        ["model"] = value => new LanguageModel { Provider = "p", Model = "m", Arguments = FlowValue.Of(("a", value)) },
    };

    public static TheoryData<string> Nestings => [.. _nestings.Keys];

    [Theory]
    [MemberData(nameof(Nestings))]
    public void Everything_OfAValueAsDeepAsPossible_Works(string nesting)
    {
        OnSmallStack(() =>
        {
            var value = Nest(nesting);
            var same = Nest(nesting);

            Assert.True(value.Equals(same));
            Assert.Equal(value.GetHashCode(), same.GetHashCode());
            Assert.True(CheckpointValues.FromCheckpoint(value.ToCheckpoint()).Equals(value));
            Assert.True(JsonValues.Parse(value.ToJson()).Equals(JsonValues.Parse(value.ToJson(2))));
            Assert.NotEmpty(PythonJson.Dump(value, 4));
            Assert.NotEmpty(PythonText.Repr(value));
            Assert.NotEmpty(PythonText.Str(value));
            Assert.NotEmpty(TextForms.SafeConvert(value, cleanData: true));
        });
    }

    [Theory]
    [MemberData(nameof(Nestings))]
    public void Conversions_OfAValueAsDeepAsPossible_WorkOrRefuse(string nesting)
    {
        OnSmallStack(() =>
        {
            var value = Nest(nesting);

            WorkOrRefuse(() => value.ToMessage());
            WorkOrRefuse(() => value.ToData());
            WorkOrRefuse(() => value.ToDataFrame());
            WorkOrRefuse(() => value.ToDataList());
        });
    }

    [Theory]
    [MemberData(nameof(Nestings))]
    public void Construction_OfAValueThatIsTooDeep_IsRefused(string nesting)
    {
        var deepest = Nest(nesting);

        Assert.Throws<InvalidValueException>(() => FlowValue.Of([deepest]));
        Assert.Throws<InvalidValueException>(() => FlowValue.Of(("a", deepest)));
        Assert.Throws<InvalidValueException>(() => ObjectValue.Empty.With("a", deepest));
    }

    [Fact]
    public void Construction_AroundAContainerThatIsAsDeepAsPossible_IsRefused()
    {
        var list = (ListValue)Nest("list");
        var fields = FlowValue.Of(("a", list[0]));

        Assert.Throws<InvalidValueException>(() => new Data(fields));
        Assert.Throws<InvalidValueException>(() => new DataFrame(["a"], [list]));
        Assert.Throws<InvalidValueException>(() => new Message { ContentBlocks = list });
        Assert.Throws<InvalidValueException>(() => new Message { Extra = fields });
    }

    [Fact]
    public void Parse_OfJsonAsDeepAsPossible_IsReadAndOneLevelMoreRefused()
    {
        OnSmallStack(() =>
        {
            Assert.Equal(Lists(FlowValue.MaxDepth), JsonValues.Parse(Lists(FlowValue.MaxDepth)).ToJson());
            Assert.Throws<InvalidValueException>(() => JsonValues.Parse(Lists(FlowValue.MaxDepth + 1)));
            Assert.Throws<InvalidValueException>(() => JsonValues.Parse(Lists(100_000)));
            var withLeaf = Lists(FlowValue.MaxDepth).Replace("[]", "[1]", StringComparison.Ordinal);
            Assert.Throws<InvalidValueException>(() => JsonValues.Parse(withLeaf));
        });
    }

    [Theory]
    [InlineData("message")]
    [InlineData("memory")]
    public void ToJson_OfAnObjectInListsAsDeepAsPossible_CanBeRead(string type)
    {
        var value = Nest("list", type == "message" ? new Message("leaf") : new ChatMemory("leaf", ""));

        Assert.Contains("leaf", JsonValues.Parse(value.ToJson()).ToJson(), StringComparison.Ordinal);
    }

    // As deep as possible. The last level is a list, because most nestings add more than one.
    private static FlowValue Nest(string nesting, FlowValue? leaf = null)
    {
        var value = leaf ?? FlowValue.Of("leaf");
        while (TryNest(_nestings[nesting], value) is { } nested && TryNest(_nestings["list"], nested) is not null)
        {
            value = nested;
        }

        while (TryNest(_nestings["list"], value) is { } nested)
        {
            value = nested;
        }

        return value;
    }

    private static FlowValue? TryNest(Func<FlowValue, FlowValue> around, FlowValue value)
    {
        try
        {
            return around(value);
        }
        catch (InvalidValueException)
        {
            return null;
        }
    }

    private static string Lists(int depth) => new string('[', depth) + new string(']', depth);

    private static void WorkOrRefuse(Func<object> convert)
    {
        try
        {
            Assert.NotNull(convert());
        }
        catch (InvalidValueException)
        {
            // Too deep for its new form, or of a type that has none.
        }
    }

    private static void OnSmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception thrown)
                {
                    failure = thrown;
                }
            },
            StackSize);
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException("It failed on the small stack.", failure);
        }
    }
}
