using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SkillFlaw.Bench.All.Sending;

/// <summary>A text whose changing parts have a fixed length and are written over: nothing is rendered while the clock runs.</summary>
internal sealed partial class RequestText
{
    private const int JobLength = 36;

    private readonly byte[] _bytes;
    private readonly List<(string Name, int At)> _slots = [];

    public RequestText(string text, int connection)
    {
        var rendered = new StringBuilder();
        var from = 0;
        foreach (Match slot in Slot().Matches(text))
        {
            rendered.Append(text, from, slot.Index - from);
            from = slot.Index + slot.Length;
            var name = slot.Groups[1].Value;
            if (name != "connection")
            {
                _slots.Add((name, Encoding.UTF8.GetByteCount(rendered.ToString())));
            }

            rendered.Append(name switch
            {
                "connection" => connection.ToString("D4", CultureInfo.InvariantCulture),
                "number" => "00000000",
                "turn" => "00000",
                _ => new string('0', JobLength),
            });
        }

        _bytes = Encoding.UTF8.GetBytes(rendered.Append(text, from, text.Length - from).ToString());
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes of a request.</summary>
    public static RequestText Request(LoadJob job, LoadStep step, int connection)
    {
        var head = $"{step.Path} HTTP/1.1\r\nHost: 127.0.0.1:{job.Port}\r\nx-api-key: {job.ApiKey}\r\n";
        if (step.Body is null)
        {
            return new($"GET {head}\r\n", connection);
        }

        var length = new RequestText(step.Body, connection)._bytes.Length;
        return new($"POST {head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{step.Body}", connection);
    }

    public void Fill(long number, int turn, ReadOnlySpan<byte> jobId)
    {
        foreach (var (name, at) in _slots)
        {
            switch (name)
            {
                case "number":
                    WriteDigits(_bytes.AsSpan(at, 8), number);
                    break;
                case "turn":
                    WriteDigits(_bytes.AsSpan(at, 5), turn);
                    break;
                default:
                    jobId.CopyTo(_bytes.AsSpan(at, JobLength));
                    break;
            }
        }
    }

    /// <summary>The id of a job in an answer; zeros where there is none.</summary>
    public static byte[] JobOf(ReadOnlySpan<byte> answer)
    {
        var name = "\"job_id\":\""u8;
        var at = answer.IndexOf(name);
        return at >= 0 && answer.Length >= at + name.Length + JobLength ? answer.Slice(at + name.Length, JobLength).ToArray() : new byte[JobLength];
    }

    private static void WriteDigits(Span<byte> digits, long value)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value /= 10)
        {
            digits[i] = (byte)('0' + (value % 10));
        }
    }

    [GeneratedRegex("@(connection|number|turn|job)@")]
    private static partial Regex Slot();
}
