namespace Stitchex.Functions.Operations.OpenApi;

/// <summary>A parameter of a query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says.</param>
/// <param name="Values">What it may be; empty where it may be any text.</param>
internal sealed record ApiParameter(string Name, string Description, params string[] Values);
