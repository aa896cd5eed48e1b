namespace SkillFlaw.Components.Jq;

/// <summary>Functions of numbers. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqNumberTests
{
    [Theory]
    [InlineData(
        "[.[] | floor], [.[] | ceil], [.[] | round], [.[] | trunc], [.[] | fabs]", "[1.5,-1.5,2.4,3]", "[1,-2,2,3]", "[2,-1,3,3]",
        "[2,-2,2,3]", "[1,-1,2,3]", "[1.5,1.5,2.4,3]")]
    [InlineData("sqrt, pow(.; 2), log2, (log | exp | round), log10", "16", "4", "256", "4", "16", "1.2041199826559248")]
    [InlineData("[pow(2, 3; 1, 2)]", "null", "[2,3,4,9]")]
    [InlineData("[.[] | abs]", "[-5,5,-1.5,0]", "[5,5,1.5,0]")]
    [InlineData("exp10, exp2, (8 | cbrt), (0 | exp, sin, cos)", "2", "100", "4", "2", "1", "0", "1")]
    [InlineData("[.[] | isinfinite, isnan, isnormal]", """[1,0,"x"]""", "[false,false,true,false,false,false,false,false,false]")]
    [InlineData("infinite, -infinite | isinfinite, isnormal", "null", "true", "false", "true", "false")]
    [InlineData("[nan] | sort, min, (.[0] | isnan)", "null", "[null]", "null", "true")]
    [InlineData(
        ". + 1, . * 2, -. , floor, tostring", "1234567890123456789", "1234567890123456790", "2469135780246913578",
        "-1234567890123456789", "1234567890123456789", "\"1234567890123456789\"")]
    [InlineData("1.0, 1.50, 100e-2, 1e2 | . + 0", "null", "1", "1.5", "1", "100")]
    [InlineData("[.[] | . % 7]", "[10,-10,10.9,1e10]", "[3,-3,3,4]")]
    [InlineData("fmin(1; 2), fmax(1; 2), fmod(7; 4), atan2(0; 1)", "null", "1", "2", "3", "0")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
