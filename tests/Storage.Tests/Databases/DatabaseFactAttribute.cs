using Xunit.Abstractions;
using Xunit.Sdk;

namespace SkillFlaw.Storage.Databases;

/// <summary>A test that runs on every database. In a class whose name begins with Postgres it is skipped, by name, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("SkillFlaw.Storage.Databases.DatabaseFactDiscoverer", "SkillFlaw.Storage.Tests")]
internal sealed class DatabaseFactAttribute : FactAttribute;

internal sealed class DatabaseFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var name = testMethod.TestClass.Class.Name;
        var needsPostgres = name[(name.LastIndexOf('.') + 1)..].StartsWith("Postgres", StringComparison.Ordinal);
        return needsPostgres && !PostgresBinaries.AreThere
            ? new SkippedTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
    }
}

internal sealed class SkippedTestCase : XunitTestCase
{
    [Obsolete("For the deserializer only.", error: true)]
    public SkippedTestCase()
    {
    }

    public SkippedTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        "There is no PostgreSQL: install it, or set SKILLFLAW_TEST_POSTGRES to the URL of a server.";
}
