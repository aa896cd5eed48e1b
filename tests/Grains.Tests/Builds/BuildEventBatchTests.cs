using System.Text;

namespace SkillFlaw.Grains.Builds;

public sealed class BuildEventBatchTests
{
    [Theory]
    [InlineData(0, 4, "a\nb\nc\n")]
    [InlineData(3, 4, "a\nb\nc\n")]
    [InlineData(4, 5, "b\nc\n")]
    [InlineData(5, 6, "c\n")]
    public void After_Number_LeavesOutWhatWasBefore(long number, long first, string lines)
    {
        var rest = Batch(6, "a\nb\nc\n").After(number);

        Assert.Equal((first, 6, lines), (rest.First, rest.Last, Text(rest)));
        Assert.Equal(rest.Count, lines.Count(letter => letter == '\n'));
    }

    [Fact]
    public void After_NumberBeforeAll_IsItself()
    {
        var batch = Batch(6, "a\nb\n");

        Assert.Same(batch, batch.After(4));
        Assert.NotSame(batch, batch.After(5));
    }

    [Fact]
    public void Of_Entries_LeavesOutThoseWithoutEventsAndThoseBefore()
    {
        (long, byte[])[] entries = [(1, Bytes("a\n")), (1, []), (4, Bytes("b\nc\nd\n")), (4, []), (6, Bytes("e\nf\n"))];

        for (var after = 0; after <= 6; after++)
        {
            var batches = BuildEventBatch.Of(after, entries).ToList();

            Assert.Equal("a\nb\nc\nd\ne\nf\n"[(2 * after)..], string.Concat(batches.Select(Text)));
            var last = (long)after;
            foreach (var batch in batches)
            {
                Assert.Equal(last + 1, batch.First);
                last = batch.Last;
            }

            Assert.Equal(6, last);
        }
    }

    private static BuildEventBatch Batch(long last, string lines) =>
        new(last, lines.Count(letter => letter == '\n'), [.. Bytes(lines)]);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(BuildEventBatch batch) => Encoding.UTF8.GetString(batch.Lines.AsSpan());
}
