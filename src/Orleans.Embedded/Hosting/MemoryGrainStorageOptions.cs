namespace Orleans.Configuration;

/// <summary>Options of the memory storage. Embedded it has none; the type is part of the signatures.</summary>
public class MemoryGrainStorageOptions
{
}
