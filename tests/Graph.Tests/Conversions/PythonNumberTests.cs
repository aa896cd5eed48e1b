using System.Globalization;
using System.Numerics;

namespace SkillFlaw.Graph.Conversions;

/// <summary>The numbers of <see cref="PythonText"/>. The expected texts are what CPython 3.11 printed.</summary>
public sealed class PythonNumberTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000012345, "1.2345e-05")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(9999999999999998.0, "9999999999999998.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void Str_OfNumber_IsPythonsRepr(double number, string expected)
    {
        Assert.Equal(expected, PythonText.Str(number));
    }

    [Fact]
    public void Str_OfAnyNumber_IsReadBackAsTheSame()
    {
        var random = new Random(20260822);
        for (var count = 0; count < 20_000; count++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));

            Assert.True(PythonText.TryParseFloat(PythonText.Str(number), out var read));
            Assert.Equal(number, read);
        }
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(3.14159265, "3.14159")]
    [InlineData(100000.0, "100000")]
    [InlineData(1000000.0, "1e+06")]
    [InlineData(1234567.0, "1.23457e+06")]
    [InlineData(999999.5, "1e+06")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001234, "1.234e-05")]
    [InlineData(100000.5, "100000")]
    [InlineData(100001.5, "100002")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void General_OfNumber_HasSixDigitsHalfToEven(double number, string expected)
    {
        Assert.Equal(expected, PythonText.General(number));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData(" \t-1.5\n", -1.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1_000.5_0", 1000.5)]
    [InlineData("1e1_0", 1e10)]
    [InlineData("1E-3", 0.001)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("1e99999999999999999999", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("+inf", double.PositiveInfinity)]
    [InlineData("NaN", double.NaN)]
    [InlineData("-nan", double.NaN)]
    [InlineData("\u0663\u3000", 3)]
    public void TryParseFloat_OfWhatPythonReads_GivesTheNumber(string text, double expected)
    {
        Assert.True(PythonText.TryParseFloat(text, out var number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1._5")]
    [InlineData("1_.5")]
    [InlineData("1e")]
    [InlineData("1e_5")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("--1")]
    [InlineData("infinit")]
    [InlineData("1\u001c")]
    public void TryParseFloat_OfAnythingElse_Refuses(string text)
    {
        Assert.False(PythonText.TryParseFloat(text, out _));
    }

    [Theory]
    [InlineData(" -12 ", "-12")]
    [InlineData("+007", "7")]
    [InlineData("1_000", "1000")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    public void TryParseInteger_OfWhatPythonReads_GivesTheNumber(string text, string expected)
    {
        Assert.True(PythonText.TryParseInteger(text, out var number));
        Assert.Equal(BigInteger.Parse(expected, CultureInfo.InvariantCulture), number);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("")]
    [InlineData("- 1")]
    [InlineData("1__0")]
    public void TryParseInteger_OfAnythingElse_Refuses(string text)
    {
        Assert.False(PythonText.TryParseInteger(text, out _));
    }

    [Fact]
    public void TryParseInteger_OfMoreThan4300Digits_Refuses()
    {
        Assert.True(PythonText.TryParseInteger(new string('1', 4300), out _));
        Assert.False(PythonText.TryParseInteger(new string('1', 4301), out _));
    }
}
