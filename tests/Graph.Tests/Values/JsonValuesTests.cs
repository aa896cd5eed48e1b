using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace SkillFlaw.Graph.Values;

public sealed class JsonValuesTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("0")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775808")]
    [InlineData("-12345678901234567890123456789012345678901234567890")]
    [InlineData("1.0")]
    [InlineData("-0.0")]
    [InlineData("0.1")]
    [InlineData("1000000000000000.0")]
    [InlineData("1e+16")]
    [InlineData("1.5e-07")]
    [InlineData("\"\"")]
    [InlineData("\"a\\\"\\\\\\n\\t\\u0000\\u001f\"")]
    [InlineData("\"é漢字😀<>&'+\"")]
    [InlineData("\"\\u0085\\u2028\\u2029\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"b\":[1,[],{\"c\":null}],\"a\":\"x\",\"\":{}}")]
    public void ToJson_OfWhatWasParsed_IsTheSameJson(string json)
    {
        Assert.Equal(json, JsonValues.Parse(json).ToJson());
    }

    [Theory]
    [InlineData("1.0", 1.0)]
    [InlineData("1E3", 1000.0)]
    [InlineData("1e15", 1e15)]
    [InlineData("123456789012345678901234567890.0", 123456789012345678901234567890.0)]
    [InlineData("1e999", double.PositiveInfinity)]
    public void Parse_OfANumberWithFractionOrExponent_IsANumber(string json, double expected)
    {
        Assert.Equal(new NumberValue(expected), JsonValues.Parse(json));
    }

    [Theory]
    [InlineData("-0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("18446744073709551616", "18446744073709551616")]
    public void Parse_OfAnInteger_IsAnIntegerOfAnySize(string json, string expected)
    {
        Assert.Equal(new IntegerValue(BigInteger.Parse(expected, CultureInfo.InvariantCulture)), JsonValues.Parse(json));
    }

    [Fact]
    public void Parse_OfAnEndlessInteger_IsRefused()
    {
        Assert.IsType<IntegerValue>(JsonValues.Parse(new string('9', 4300)));
        Assert.Throws<InvalidValueException>(() => JsonValues.Parse(new string('9', 4301)));
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"a\\udc00b\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\ud83d\":1}")]
    [InlineData("[{\"a\":\"\\ud83dx\"}]")]
    public void Parse_OfHalfASurrogatePair_IsRefused(string json)
    {
        Assert.Throws<InvalidValueException>(() => JsonValues.Parse(json));
        Assert.Throws<InvalidValueException>(() => JsonValues.Parse(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Parse_OfHalfASurrogatePairThatIsNotEscaped_IsRefused()
    {
        Assert.Throws<InvalidValueException>(() => JsonValues.Parse("\"a\ud800\""));
    }

    [Fact]
    public void Parse_OfBrokenUtf8_IsRefused()
    {
        Assert.Throws<InvalidValueException>(() => JsonValues.Parse(new byte[] { (byte)'"', 0xff, (byte)'"' }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("NaN")]
    [InlineData("1 2")]
    [InlineData("01")]
    public void Parse_OfWhatIsNoJson_IsRefused(string json)
    {
        Assert.Throws<InvalidValueException>(() => JsonValues.Parse(json));
    }

    [Fact]
    public void Parse_OfRepeatedKeys_KeepsThePlaceAndTakesTheLast()
    {
        Assert.Equal("""{"a":3,"b":2}""", JsonValues.Parse("""{"a":1,"b":2,"\u0061":3}""").ToJson());
    }

    [Fact]
    public void ToJson_WithIndent_IsWhatPythonWritesWithThatIndent()
    {
        Assert.Equal("""
            {
              "a": [
                1,
                {}
              ],
              "b": []
            }
            """, JsonValues.Parse("""{"a":[1,{}],"b":[]}""").ToJson(2));
    }

    [Fact]
    public void ToJson_OfNumbersThatJsonLacks_IsNull()
    {
        Assert.Equal("[null,null]", FlowValue.Of([FlowValue.Of(double.NaN), FlowValue.Of(double.NegativeInfinity)]).ToJson());
    }

    [Fact]
    public void ToJson_OfHalfASurrogatePair_CanBeReadAgain()
    {
        Assert.Equal(FlowValue.Of("\ufffda\ufffd😀"), JsonValues.Parse(FlowValue.Of("\udc00a\ud83d😀").ToJson()));
    }

    [Fact]
    public void ToJson_OfTypedValues_IsTheirPlainForm()
    {
        var frame = DataFrame.FromRecords([FlowValue.Of(("a", FlowValue.Of(1)))]);
        var model = new LanguageModel { Provider = "p", Model = "m", ApiKey = new SecretReference("v", "key") };

        var json = FlowValue.Of([new Data(FlowValue.Of(("d", frame))), model, new ChatMemory("s", "c")]).ToJson();

        Assert.Equal("""[{"d":[{"a":1}]},{"provider":"p","model":"m"},{"session_id":"s"}]""", json);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Write_OfAnyValue_IsReadAsItsPlainForm(int seed)
    {
        var values = new RandomValues(seed);
        for (var count = 0; count < 500; count++)
        {
            var value = values.Next();
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                JsonValues.Write(writer, value);
            }

            Assert.Equal(JsonValues.Parse(value.ToJson()), JsonValues.Parse(buffer.WrittenMemory));
            Assert.Equal(JsonValues.Parse(value.ToJson()), JsonValues.Parse(value.ToJson(2)));
        }
    }
}
