using System.CommandLine.Parsing;

namespace Stitchex.Local.Commands;

/// <summary>Reads URLs from the command line.</summary>
internal static class UrlArgument
{
    /// <summary>Makes an option's parser.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="example">A URL as it should be.</param>
    public static Func<ArgumentResult, Uri?> Parser(string option, string example) => argument =>
    {
        var text = argument.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return url;
        }

        argument.AddError($"{option} is '{text}'. Give a whole URL, such as {example}.");
        return null;
    };
}
