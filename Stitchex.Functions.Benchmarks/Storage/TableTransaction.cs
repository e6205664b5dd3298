using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>Reads transactions and writes their responses: requests in a multipart body that is a part of another one.</summary>
internal static class TableTransaction
{
    private const string Outer = "batchresponse";
    private const string Inner = "changesetresponse";

    /// <summary>Reads the parts of a transaction.</summary>
    public static List<CannedRequest> Read(CannedRequest request)
    {
        using var content = new MemoryStream(request.Body.ToArray());
        var outer = new MultipartReader(BoundaryOf(request.Header("Content-Type")!), content);
        var changes = Next(outer)!;
        var inner = new MultipartReader(BoundaryOf(changes.ContentType!), changes.Body);
        List<CannedRequest> parts = [];
        while (Next(inner) is { } section)
        {
            using var text = new StreamReader(section.Body);
            parts.Add(Parse(text));
        }

        return parts;
    }

    /// <summary>Writes the response to a transaction.</summary>
    /// <param name="responses">One for each part; of a transaction that failed, one.</param>
    public static CannedResponse Response(List<CannedResponse> responses)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"--{Outer}\r\nContent-Type: multipart/mixed; boundary={Inner}\r\n\r\n");
        foreach (var response in responses)
        {
            text.Append(CultureInfo.InvariantCulture, $"--{Inner}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} Response\r\nX-Content-Type-Options: nosniff\r\nDataServiceVersion: 3.0;\r\n");
            foreach (var name in new[] { "Content-Type", "ETag" })
            {
                if (response.Header(name) is { } value)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                }
            }

            text.Append("\r\n").Append(Encoding.UTF8.GetString(response.Content)).Append("\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"--{Inner}--\r\n--{Outer}--\r\n");
        return new CannedResponse(202, Encoding.UTF8.GetBytes(text.ToString()), ("Content-Type", $"multipart/mixed; boundary={Outer}"));
    }

    private static CannedRequest Parse(StreamReader text)
    {
        var start = text.ReadLine()!.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (text.ReadLine() is { Length: > 0 } line)
        {
            var header = line.Split(':', 2);
            headers[header[0]] = header[1].Trim();
        }

        return new CannedRequest(start[0], new Uri(start[1]), headers.GetValueOrDefault, Encoding.UTF8.GetBytes(text.ReadToEnd()));
    }

    // All of it is in memory: nothing is waited for.
    private static MultipartSection? Next(MultipartReader reader) => reader.ReadNextSectionAsync().GetAwaiter().GetResult();

    private static string BoundaryOf(string contentType) => HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).Value!;
}
