using System.Security.Cryptography;

namespace SkillFlaw.WebApi.Webhooks;

public sealed class SeenSignaturesTests
{
    private static readonly Guid _flow = Guid.NewGuid();
    private static readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private readonly SeenSignatures _seen = new(TimeProvider.System, mostOfFlow: 4, most: 10);

    [Fact]
    public void Admit_TheSameAgain_IsRepeated()
    {
        Assert.Equal(Admission.New, Admit(1, _now));
        Assert.Equal(Admission.Repeated, Admit(1, _now));
        Assert.Equal(Admission.New, Admit(1, _now, Guid.NewGuid()));
        Assert.Equal(Admission.New, Admit(2, _now));
    }

    [Fact]
    public void Admit_WhatWasForgotten_IsNew()
    {
        Admit(1, _now);
        _seen.Forget(_flow, Signature(1));

        Assert.Equal(Admission.New, Admit(1, _now));
        Assert.Equal(Admission.Repeated, Admit(1, _now));
    }

    [Fact]
    public void Admit_MoreThanAreRemembered_RefusesTheTimeOfTheForgotten()
    {
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(Admission.New, Admit(i, _now + i));
        }

        Assert.Equal(Admission.TooOld, Admit(0, _now));
        Assert.Equal(Admission.TooOld, Admit(1, _now + 1));
        Assert.Equal(Admission.Repeated, Admit(2, _now + 2));
        Assert.Equal(Admission.New, Admit(7, _now + 2));
    }

    [Fact]
    public void Admit_OfTooManyFlows_ShortensTheLongest()
    {
        for (var i = 0; i < 4; i++)
        {
            Admit(i, _now + i);
        }

        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(Admission.New, Admit(i, _now, Guid.NewGuid()));
        }

        Assert.Equal(Admission.TooOld, Admit(0, _now));
        Assert.Equal(Admission.Repeated, Admit(3, _now + 3));
    }

    private Admission Admit(int number, long sentAt, Guid? flow = null) => _seen.Admit(flow ?? _flow, Signature(number), sentAt, 300);

    private static byte[] Signature(int number) => SHA256.HashData([(byte)number]);
}
