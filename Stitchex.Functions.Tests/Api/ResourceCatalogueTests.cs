using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Api;

public sealed class ResourceCatalogueTests
{
    [Theory]
    [InlineData("pick_ticket", "pick_tickets/7", false)]
    [InlineData("invoice", "invoices/?invoice_id=7", false)]
    [InlineData("return", "returns/7", false)]
    [InlineData("stock_category", "stock_categories/7", true)]
    [InlineData("survey", "surveys/7", true)]
    [InlineData("tax", "taxes/7", true)]
    [InlineData("batch", "batches/7", true)]
    public void Path_IsTheCatalogues_OrThePlural(string resource, string path, bool isGuess)
    {
        var endpoint = Catalogue([]).Find(resource)!;

        Assert.Equal((path, isGuess), (endpoint.PathOf("7"), endpoint.IsGuess));
    }

    [Fact]
    public void NumbersOfAResource_SayNothingOfItsPath()
    {
        var catalogue = Catalogue(new() { ["lookbook"] = new() { Numbers = "season , lookbook_number" } });

        Assert.True(catalogue.Find("lookbook")!.IsGuess);
        Assert.Equal(["season", "lookbook_number"], catalogue.NumbersOf("lookbook"));
        Assert.Contains("invoice_number", catalogue.NumbersOf("invoice"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../oauth")]
    [InlineData("Größe")]
    public void NameThatIsNoPath_HasNone(string resource) => Assert.Null(Catalogue([]).Find(resource));

    [Theory]
    [InlineData("purchase-order")]
    [InlineData("purchase.order")]
    [InlineData("purchase_order")]
    public void NameThatNoVariableCanHave_IsSpelledWithUnderscoresInSettings(string resource)
    {
        var catalogue = Catalogue(new() { ["purchase_order"] = new() { Path = "/purchase_orders/{id}", Aliases = { "po" } } });

        Assert.Equal("purchase_orders/7", catalogue.Find(resource)!.PathOf("7"));
        Assert.Equal(["po"], catalogue.AliasesOf(resource));
    }

    [Theory]
    [InlineData("purchase-order", "purchase_orders/7")]
    [InlineData("sales-order", "sales_orders/7")]
    [InlineData("a/../b", "a____bs/7")]
    public void PathOfSuchAName_IsMadeOfTheSettings(string resource, string path) =>
        Assert.Equal(path, Catalogue(new() { ["purchase_order"] = new(), ["sales_order"] = new(), ["a____b"] = new() }).Find(resource)!.PathOf("7"));

    [Theory]
    [InlineData("a/b?c=#d", "pick_tickets/a%2Fb%3Fc%3D%23d")]
    [InlineData("7 8", "pick_tickets/7%208")]
    public void RecordId_CannotLeaveItsPlaceInThePath(string recordId, string path) => Assert.Equal(path, Catalogue([]).Find("pick_ticket")!.PathOf(recordId));

    [Fact]
    public void Settings_CorrectAndAdd()
    {
        var catalogue = Catalogue(new()
        {
            ["sales_order"] = new() { Path = "/orders/{id}", Key = "order" },
            ["season"] = new() { Path = "/v2/seasons/{id}" },
            ["invoice"] = new() { Key = "document" },
        });

        Assert.Equal(("orders/7", "order"), (catalogue.Find("sales_order")!.PathOf("7"), catalogue.Find("sales_order")!.Key));
        Assert.Equal(("v2/seasons/7", false), (catalogue.Find("season")!.PathOf("7"), catalogue.Find("season")!.IsGuess));
        Assert.Equal("invoices/?invoice_id=7", catalogue.Find("invoice")!.PathOf("7"));
    }

    [Fact]
    public void Aliases_AreAddedToTheCatalogues()
    {
        var options = new ResourceOptions();
        options.Aliases.Add("arrival");

        Assert.Equal(["arrival", "delivery"], Catalogue(new() { ["receiving_ticket"] = options }).AliasesOf("receiving_ticket"));
        Assert.Equal(["delivery"], Catalogue([]).AliasesOf("receiving_ticket"));
    }

    private static ResourceCatalogue Catalogue(Dictionary<string, ResourceOptions> resources)
    {
        var options = new StitchexOptions();
        foreach (var (name, resource) in resources)
        {
            options.Resources[name] = resource;
        }

        return new ResourceCatalogue(Options.Create(options));
    }
}
