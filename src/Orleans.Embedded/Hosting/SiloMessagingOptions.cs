namespace Orleans.Configuration;

/// <summary>How calls travel.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for an answer, unless the method says otherwise. Half a minute by default; resolution a tenth of a second.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How calls travel within and between silos.</summary>
public class SiloMessagingOptions : MessagingOptions
{
}
