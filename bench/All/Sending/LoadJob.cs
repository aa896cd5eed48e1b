namespace SkillFlaw.Bench.All.Sending;

/// <summary>What a load generator is to send.</summary>
/// <param name="Port">The port on 127.0.0.1.</param>
/// <param name="ApiKey">The key that each request has.</param>
/// <param name="Connections">How many connections, each with one request at a time.</param>
/// <param name="Steps">The requests of one operation, one after the other.</param>
internal sealed record LoadJob(int Port, string ApiKey, int Connections, LoadStep[] Steps)
{
    /// <summary>For how many seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>How many a second, evenly; 0 for as many as are answered.</summary>
    public double PerSecond { get; init; }

    /// <summary>How many operations at most; 0 for any number.</summary>
    public long Most { get; init; }

    /// <summary>How many different values <c>@turn@</c> takes on a connection.</summary>
    public int Turns { get; init; } = 64;
}

/// <summary>
/// One request. Its texts may have <c>@connection@</c> (4 digits), <c>@number@</c> (8 digits, of the operation on its connection),
/// <c>@turn@</c> (5 digits) and <c>@job@</c> (the <c>job_id</c> of the answer before).
/// </summary>
/// <param name="Path">The path, with its query.</param>
/// <param name="Body">The body; null for a GET.</param>
/// <param name="Expected">What the answer's body must have.</param>
internal sealed record LoadStep(string Path, string? Body, params string[] Expected)
{
    public int Status { get; init; } = 200;

    /// <summary>Sent again until the answer has this.</summary>
    public string? Until { get; init; }
}

/// <summary>What came of it. Times are in milliseconds.</summary>
internal sealed record LoadResult
{
    /// <summary>All operations that were answered, rightly or not.</summary>
    public long Answered { get; init; }

    /// <summary>Of these, a second, while the time ran.</summary>
    public double PerSecond { get; init; }

    public long Wrong { get; init; }

    /// <summary>How many took longer than a second.</summary>
    public long Late { get; init; }

    /// <summary>One of the wrong answers.</summary>
    public string? Sample { get; init; }

    public double P50 { get; init; }

    public double P99 { get; init; }

    public double Longest { get; init; }

    /// <summary>Until the first byte of the (last) answer's body was there.</summary>
    public double FirstP50 { get; init; }

    public double FirstP99 { get; init; }

    /// <summary>The bytes of the bodies of one operation.</summary>
    public double BodyBytes { get; init; }

    /// <summary>What an operation cost the generator, in microseconds of CPU.</summary>
    public double OwnCpu { get; init; }
}
