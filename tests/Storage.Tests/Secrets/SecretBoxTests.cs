namespace SkillFlaw.Storage.Secrets;

public sealed class SecretBoxTests
{
    private const string Key = "sixteen letters!";
    private static readonly SecretPlace _place = new(Guid.Parse("0b7f1c9e-5a3d-4c53-9d6c-0d6a8a9b7c11"), 7, "OPENAI_API_KEY");

    [Theory]
    [InlineData("")]
    [InlineData("sk-123")]
    [InlineData("é漢字😀\0\n")]
    public void Open_InItsPlace_GivesTheValue(string value)
    {
        var box = new SecretBox(Key);
        var restarted = new SecretBox(Key);

        Assert.Equal(value, restarted.Open(box.Seal(value, _place), _place));
    }

    [Fact]
    public void Open_OfALongValue_GivesIt()
    {
        var box = new SecretBox(new string('k', 10_000));
        var value = new string('x', 1_000_000);

        Assert.Equal(value, box.Open(box.Seal(value, _place), _place));
    }

    [Fact]
    public void Seal_OfTheSameValueTwice_GivesDifferentEnvelopesWithoutTheValue()
    {
        var box = new SecretBox(Key);

        var one = box.Seal("the plain value", _place);

        Assert.NotEqual(one, box.Seal("the plain value", _place));
        Assert.Equal(-1, one.AsSpan().IndexOf("plain"u8));
    }

    [Fact]
    public void SealAndOpen_OnManyThreads_MixUpNothing()
    {
        var box = new SecretBox(Key);

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var place = _place with { Name = $"{i}" };
            Assert.Equal($"value {i}", box.Open(box.Seal($"value {i}", place), place));
        });
    }

    [Fact]
    public void Open_InAnotherPlace_Throws()
    {
        var box = new SecretBox(Key);
        var envelope = box.Seal("value", _place);
        SecretPlace[] others =
        [
            _place with { TenantId = Guid.NewGuid() }, _place with { UserId = 8 }, _place with { Name = "OPENAI_API_KEY2" }, default(SecretPlace) with { Name = "" },
        ];

        Assert.All(others, other => Assert.Throws<SecretUnreadableException>(() => box.Open(envelope, other)));
    }

    [Fact]
    public void Open_WithAnotherKey_ThrowsWithoutTheValue()
    {
        var box = new SecretBox(Key);
        var other = new SecretBox(Key + "!");

        var failure = Assert.Throws<SecretUnreadableException>(() => other.Open(box.Seal("the plain value", _place), _place));

        var messages = failure.Message + failure.InnerException?.Message;
        Assert.DoesNotContain("plain", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("OPENAI", messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithAnyBitChanged_Throws()
    {
        var box = new SecretBox(Key);
        var envelope = box.Seal("value", _place);

        for (var bit = 0; bit < envelope.Length * 8; bit++)
        {
            var changed = envelope.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<SecretUnreadableException>(() => box.Open(changed, _place));
        }
    }

    [Fact]
    public void Open_OfAnyShorterEnvelope_Throws()
    {
        var box = new SecretBox(Key);
        var envelope = box.Seal("value", _place);

        Assert.All(Enumerable.Range(0, envelope.Length), length =>
            Assert.Throws<SecretUnreadableException>(() => box.Open(envelope.AsSpan(0, length), _place)));
    }

    [Fact]
    public void Open_OfAnEnvelopeOfVersionOne_WillAlwaysWork()
    {
        var box = new SecretBox(Key);

        Assert.Equal("stored long ago", box.Open(Convert.FromBase64String(StoredLongAgo), _place));
    }

    [Fact]
    public void Create_WithAShortKey_Throws() => Assert.Throws<ArgumentException>(() => new SecretBox("fifteen letters"));

    private const string StoredLongAgo = "AQABAgMEBQYHCAkKC51Pj3iamtMZE60quZ3vCBEu/MTd4gWBIZWC7BtVHKM=";
}
