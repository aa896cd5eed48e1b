namespace SkillFlaw.Conformance.Contracts;

/// <summary>Holds every assembly of the solution to what Orleans demands, whichever grain runtime it was built with.</summary>
public sealed class ContractTests
{
    [Fact]
    public void GrainInterfaces_OfTheSolution_CanHaveProxies() =>
        Problems.AssertNone(GrainInterfaceRules.Check(ContractTypes.OfTheSolution));

    [Fact]
    public void Aliases_OfTheSolution_AreThereAndUnique() =>
        Problems.AssertNone(AliasRules.Check(ContractTypes.OfTheSolution));

    [Fact]
    public void Messages_OfTheSolution_CanHaveSerializers() =>
        Problems.AssertNone(MessageRules.Check(ContractTypes.OfTheSolution));

    [Fact]
    public void Travellers_OfTheSolution_HaveCodecs() =>
        Problems.AssertNone(CodecRules.Check(ContractTypes.OfTheSolution));

    [Fact]
    public void Travellers_OfTheSolution_AreImmutable() =>
        Problems.AssertNone(ImmutabilityRules.Check(ContractTypes.OfTheSolution));

    [Fact]
    public void GrainClasses_OfTheSolution_CanBeActivated() =>
        Problems.AssertNone(GrainClassRules.Check(ContractTypes.OfTheSolution));

    [Fact]
    public void GrainSources_OfTheSolution_StayOnTheGrainsScheduler()
    {
        string[] folders = ["src", "bench", "tests/Orleans.Embedded.Tests"];

        Problems.AssertNone(GrainSources.Check(folders.SelectMany(Solution.Sources)));
    }

    [Fact]
    public void Projects_OfSrcAndBench_AreScanned() =>
        Problems.AssertNone(ScanRules.Check(Solution.Projects(), Solution.Assemblies.Select(assembly => assembly.GetName().Name!)));
}
