namespace SkillFlaw.Grains.Queue;

public sealed class DeficitRingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(3, 17)]
    [InlineData(0.5, 500)]
    public void Next_OfMembersWithDifferentCosts_GivesEachTheSameWork(double one, double other)
    {
        var ring = new DeficitRing<Member>();
        Member[] members = [new(one), new(other)];
        foreach (var member in members)
        {
            ring.Add(member);
        }

        var work = new Dictionary<Member, double> { [members[0]] = 0, [members[1]] = 0 };
        for (var i = 0; i < 20_000; i++)
        {
            var next = ring.Next(member => member.Cost0, _ => true)!;
            work[next] += Math.Min(20, next.Cost0);
        }

        Assert.InRange(work[members[0]] / work[members[1]], 0.95, 1.05);
    }

    [Fact]
    public void Next_OfAMemberThatMayNot_PassesItOver()
    {
        var ring = new DeficitRing<Member>();
        Member[] members = [new(1), new(1)];
        ring.Add(members[0]);
        ring.Add(members[1]);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Same(members[1], ring.Next(member => member.Cost0, member => member == members[1])));
        Assert.Null(ring.Next(member => member.Cost0, _ => false));
        Assert.Equal(2, ring.Count);
    }

    [Fact]
    public void Next_OfAMemberWithoutWork_LetsItLeave()
    {
        var ring = new DeficitRing<Member>();
        var member = new Member(1);
        ring.Add(member);
        ring.Add(member);
        Assert.Equal(1, ring.Count);

        Assert.Null(ring.Next(_ => null, _ => true));

        Assert.Equal(0, ring.Count);
        ring.Add(member);
        Assert.Same(member, ring.Next(each => each.Cost0, _ => true));
    }

    [Fact]
    public void Next_WithAThousandMembers_ServesAllInARound()
    {
        var ring = new DeficitRing<Member>();
        var members = Enumerable.Range(0, 1_000).Select(_ => new Member(10)).ToArray();
        foreach (var member in members)
        {
            ring.Add(member);
        }

        var served = Enumerable.Range(0, 1_000).Select(_ => ring.Next(member => member.Cost0, _ => true)).ToHashSet();

        Assert.Equal(1_000, served.Count);
    }

    private sealed class Member(double cost) : RingMember
    {
        public double Cost0 => cost;
    }
}
