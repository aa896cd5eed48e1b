namespace SkillFlaw.Storage.Text;

public sealed class StorableTextTests
{
    [Fact]
    public void FromStorable_OfAnyText_GivesItBack()
    {
        const string Letters = "a\0\uE000\uD83D\uDE00\uD800\uDC0001F";
        var random = new Random(20261122);

        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(random.GetItems<char>(Letters, random.Next(8)));
            var stored = StorableText.ToStorable(text);

            Assert.DoesNotContain('\0', stored);
            Assert.Equal(stored, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(stored)));
            Assert.Equal(text, StorableText.FromStorable(stored));
        }
    }

    [Theory]
    [InlineData("\uE000")]
    [InlineData("\uE00000")]
    [InlineData("x\uE000zzzz")]
    public void FromStorable_OfWhatSomebodyElseWrote_LeavesItAlone(string stored) => Assert.Equal(stored, StorableText.FromStorable(stored));

    [Theory]
    [InlineData("TenantId", "tenant_id")]
    [InlineData("Id", "id")]
    [InlineData("IconBgColor", "icon_bg_color")]
    public void ColumnName_OfAProperty_IsInSnakeCase(string property, string column) => Assert.Equal(column, ColumnName.Of(property));
}
