namespace SkillFlaw.Components.Jq;

/// <summary>Fields, indices, ranges, iteration. Each case is a filter, its input, and its outputs; checked against jq where both have it.</summary>
public sealed class JqNavigationTests
{
    [Theory]
    [InlineData(".", """{"a":[1,2.5,"x",null,true]}""", """{"a":[1,2.5,"x",null,true]}""")]
    [InlineData(".user", """{"user":{"id":7}}""", """{"id":7}""")]
    [InlineData(".user.id", """{"user":{"id":7}}""", "7")]
    [InlineData(".\"full name\"", """{"full name":"Ada"}""", "\"Ada\"")]
    [InlineData(
        ".[\"full name\"], .user[\"id\"], .user.\"id\", .\"user\".\"id\"", """{"full name":"Ada","user":{"id":7}}""", "\"Ada\"",
        "7", "7", "7")]
    [InlineData(""".a.["b"], .a.[0]?""", """{"a":{"b":1}}""", "1")]
    [InlineData(".missing, .missing.deeper", """{"a":1}""", "null", "null")]
    [InlineData(".[0], .[-1], .[5], .[-5]", """["x","y","z"]""", "\"x\"", "\"z\"", "null", "null")]
    [InlineData(".[1.7], .[0.2]", "[1,2,3]", "2", "1")]
    [InlineData(".[1,0]", """["x","y"]""", "\"y\"", "\"x\"")]
    [InlineData(".items[1].name", """{"items":[{"name":"a"},{"name":"b"}]}""", "\"b\"")]
    [InlineData(""".a["b","c"], .a[.k]""", """{"a":{"b":1,"c":2},"k":"c"}""", "1", "2", "2")]
    [InlineData("""[.[0,1]["a","b"]]""", """[{"a":1,"b":2},{"a":3,"b":4}]""", "[1,3,2,4]")]
    [InlineData(".[]", """[1,[2],{"a":3}]""", "1", "[2]", """{"a":3}""")]
    [InlineData(".[]", """{"b":1,"a":2}""", "1", "2")]
    [InlineData("[.[][]?]", """[1,[2,3],{"a":4}]""", "[2,3,4]")]
    [InlineData("[.[].a?]", """[{"a":1},2,{"a":3}]""", "[1,3]")]
    [InlineData(".a?, .[0]?, .[]?, \"end\"", "7", "\"end\"")]
    [InlineData(".a.b?, \"end\"", """{"a":{"b":3}}""", "3", "\"end\"")]
    [InlineData("(.a.b)?, \"end\"", "5", "\"end\"")]
    [InlineData(".a??, \"end\"", "5", "\"end\"")]
    [InlineData(
        ".[2:4], .[:2], .[-2:], .[2:], .[:-1], .[10:], .[-10:2]", "[0,1,2,3,4]", "[2,3]", "[0,1]", "[3,4]", "[2,3,4]", "[0,1,2,3]",
        "[]", "[0,1]")]
    [InlineData(".[1:3], .[-2:], .[:1]", "\"héllo\"", "\"él\"", "\"lo\"", "\"h\"")]
    [InlineData(".[1:3], .[2:]", "\"a😀b😀\"", "\"😀b\"", "\"b😀\"")]
    [InlineData(".[1:][0], .[:1.2], .[null:2]", "[1,2,3]", "2", "[1,2]", "[1,2]")]
    [InlineData(".[1:nan]", "[1,2,3]", "[2,3]")]
    [InlineData(".[1:2]", "null", "null")]
    [InlineData(".a[1:]", """{"a":null}""", "null")]
    [InlineData(".[[1,2]], .[[2]]", "[1,2,1,2]", "[0,2]", "[1,3]")]
    [InlineData("..", """[1,{"a":2}]""", """[1,{"a":2}]""", "1", """{"a":2}""", "2")]
    [InlineData("[..|numbers]", """{"a":1,"b":[2,{"c":3}]}""", "[1,2,3]")]
    [InlineData(".. .a?", """{"a":{"a":1}}""", """{"a":1}""", "1")]
    [InlineData("[..|.id?|values]", """{"id":1,"kids":[{"id":2},{"id":3,"kids":[]}]}""", "[1,2,3]")]
    [InlineData(".and, .if, .reduce", """{"and":1,"if":2,"reduce":3}""", "1", "2", "3")]
    public void Run_Filter_GivesOutputs(string filter, string input, params string[] outputs) =>
        Assert.Equal(outputs, JqRunner.Run(filter, input));
}
