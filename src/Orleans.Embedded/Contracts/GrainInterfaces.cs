namespace Orleans;

/// <summary>Marks an interface as one that grains implement. Not implemented directly: derive from one of the keyed interfaces.</summary>
public interface IGrain : Runtime.IAddressable
{
}

/// <summary>A grain whose identity is a string.</summary>
public interface IGrainWithStringKey : IGrain
{
}

/// <summary>A grain whose identity is a <see cref="Guid"/> and a string beside it.</summary>
public interface IGrainWithGuidCompoundKey : IGrain
{
}
