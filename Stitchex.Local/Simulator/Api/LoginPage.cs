using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Stitchex.Local.Simulator.Api;

/// <summary>The page that people log in on, which a program gets to see when something is amiss.</summary>
internal static class LoginPage
{
    public const string Path = "/login";

    private static readonly byte[] Html =
        Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body><form action=\"/login\">Sign in</form></body></html>");

    public static void MapLoginPage(this IEndpointRouteBuilder routes) => routes.MapGet(Path, Response);

    public static IResult Response() => TypedResults.Bytes(Html, "text/html; charset=utf-8");
}
