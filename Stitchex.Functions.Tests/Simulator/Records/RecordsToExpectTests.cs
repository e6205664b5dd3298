namespace Stitchex.Functions.Tests.Simulator.Records;

/// <summary>What a receiver that missed nothing must end with.</summary>
public sealed class RecordsToExpectTests : SimulatorTest
{
    [Fact]
    public void ChangedRecord_IsExpectedInItsNewestVersion()
    {
        var made = Simulator.Create("product");
        var updated = Simulator.Update("product", made.Id);

        var expected = Assert.Single(Simulator.RecordsToExpect());

        Assert.Equal(("product", made.Id, false), (expected.Resource, expected.Id, expected.IsDeleted));
        Assert.Equal(updated.Version.Json, expected.Json);
    }

    [Fact]
    public void DeletedRecord_IsExpectedToBeGone()
    {
        var made = Simulator.Create("product");
        Simulator.Delete("product", made.Id);

        Assert.True(Assert.Single(Simulator.RecordsToExpect()).IsDeleted);
    }

    [Fact]
    public void WhatNobodyWasToldOf_IsNotExpected()
    {
        Simulator.Create("product", announce: false);
        Simulator.Create("pick_ticket", record => record["status"] = "draft");

        Assert.Empty(Simulator.RecordsToExpect());
        Assert.Equal(2, Simulator.RecordsToExpect(all: true).Count);
    }

    [Fact]
    public void AnotherOrganisationsRecord_IsExpectedOnlyThere()
    {
        Simulator.Create("product", organisationId: OtherOrganisation);

        Assert.Empty(Simulator.RecordsToExpect());
        Assert.Single(Simulator.RecordsToExpect(OtherOrganisation));
    }
}
