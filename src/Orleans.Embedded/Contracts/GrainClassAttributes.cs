namespace Orleans;

/// <summary>The stored name of a grain class. Without it, the class name in lower case, less the suffix <c>Grain</c>.</summary>
/// <param name="grainType">The name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}

/// <summary>
/// How long an activation of this class may be idle before it is collected; at least a minute.
/// Without it, <see cref="Configuration.GrainCollectionOptions.CollectionAge"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>The shortest age.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    /// <summary>Days of the age.</summary>
    public double Days { get; set; }

    /// <summary>Hours of the age.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of the age.</summary>
    public double Minutes { get; set; }

    /// <summary>True to never collect for idleness.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The age, or some ninety years when <see cref="AlwaysActive"/>.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            var age = AlwaysActive
                ? TimeSpan.FromDays(short.MaxValue)
                : TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return age < MinAgeLimit ? MinAgeLimit : age;
        }
    }
}
