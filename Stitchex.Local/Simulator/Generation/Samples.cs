namespace Stitchex.Local.Simulator.Generation;

/// <summary>Words that invented records are made of; many of them are not ASCII, as in life.</summary>
internal static class Samples
{
    public static readonly string[] Companies =
        ["Åland & Søns", "Maison Élodie", "Täglich Kaufhaus", "Ginza 洋服店", "North Shore Outfitters", "O'Hara <Menswear>", "Loja Coração"];

    public static readonly string[] People =
        ["Zoë Müller", "Ana Conceição", "Søren Kjær", "Priya Nair", "Łukasz Żak", "Mei 王", "Tom Baker"];

    public static readonly string[] Streets = ["Gertrude St", "Rua Augusta", "Königsallee", "Rue de Charonne", "Harbour Rd"];

    public static readonly string[] Cities = ["Fitzroy", "Porto", "Düsseldorf", "Orléans", "Auckland"];

    public static readonly string[] Countries = ["AU", "PT", "DE", "FR", "NZ"];

    public static readonly string[] Products =
        ["Linen Overshirt", "Crêpe Dress", "Merino Rollneck", "Denim “Worker” Jacket", "Pleated Trousers", "Wide-leg Jeans"];

    public static readonly string[] Colors = ["Ecru", "Navy", "Bordeaux", "Café", "Sage"];

    public static readonly string[] Sizes = ["XS", "S", "M", "L", "XL"];

    public static readonly string[] Seasons = ["SS26", "AW26", "SS27"];

    public static readonly string[] Currencies = ["AUD", "EUR", "NZD", "USD"];

    public static readonly string[] Warehouses = ["Melbourne", "Rotterdam", "Lisboa – Norte"];

    public static readonly string[] Channels = ["Wholesale AU", "Wholesale EU", "Online"];

    public static readonly string[] Sources = ["shopify", "joor", "manual"];
}
