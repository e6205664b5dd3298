using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Lists the user's organisations and takes the choice of one.</summary>
internal static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/organisations", Get);
        routes.MapPost("/organisations/set_current_org", PostAsync);
    }

    private static JsonHttpResult<OrganisationsResponse> Get(StitchexSimulatorOptions options) =>
        TypedResults.Json(new OrganisationsResponse(options.Organisations), ApiJson.Default.OrganisationsResponse);

    private static async Task<IResult> PostAsync(
        HttpContext context,
        StitchexSimulatorOptions options,
        CurrentOrganisation current,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.TryReadAsync(context.Request, ApiJson.Default.SetOrganisationRequest, cancellationToken);
        if (options.Organisations.FirstOrDefault(organisation => organisation.Id == body?.OrganisationId) is not { } chosen)
        {
            return ApiError.Response(StatusCodes.Status422UnprocessableEntity, "There is no such organisation");
        }

        current.Choose(context.Features.GetRequiredFeature<IssuedToken>(), chosen.Id);
        var response = new SetOrganisationResponse("Updated");
        return TypedResults.Json(response, ApiJson.Default.SetOrganisationResponse, statusCode: StatusCodes.Status201Created);
    }
}
