using System.Text;
using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Operations.OpenApi;

/// <summary>Gives the API's description.</summary>
public sealed class OpenApiOperations
{
    private readonly Lazy<byte[]> _description = new(static () => Encoding.UTF8.GetBytes(ApiDescription.Create().ToJsonString()));

    /// <summary>Gives the description.</summary>
    /// <returns>200 with JSON.</returns>
    public OperatorResponse Get() => OperatorResponse.Content("application/json; charset=utf-8", _description.Value);
}
