using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Operations.OpenApi;

/// <summary>Describes the API in OpenAPI 3.1. Schemas are made of the very types that are written and read.</summary>
internal static partial class ApiDescription
{
    private const string ProblemName = "Problem";
    private const string KeyName = "hostKey";

    // Those of every operation: no key, and storage that is unavailable.
    private static readonly int[] Everywhere = [503];

    private static readonly JsonSchemaExporterOptions SchemaOptions = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = DescribeTimes };

    /// <summary>Makes the description.</summary>
    public static JsonObject Create() => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Stitchex.Functions: operations",
            ["version"] = "1",
            ["description"] = "See what became of each webhook, and have it tried again. Times are in UTC. Errors are RFC 9457 problems.",
        },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api" }),
        ["security"] = new JsonArray(new JsonObject { [KeyName] = new JsonArray() }),
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject
            {
                [KeyName] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key", ["description"] = "The function app's host key." },
            },
            ["schemas"] = Schemas(),
        },
    };

    private static JsonObject Paths()
    {
        var paths = new JsonObject();
        foreach (var route in ApiOperations.All.GroupBy(operation => operation.Route))
        {
            paths[$"/{route.Key}"] = new JsonObject(route.Select(operation => KeyValuePair.Create(operation.Method, (JsonNode?)Describe(operation))));
        }

        return paths;
    }

    private static JsonObject Describe(ApiOperation operation)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Name,
            ["summary"] = operation.Summary,
            ["parameters"] = new JsonArray([.. RouteParameter().Matches(operation.Route).Select(match => InPath(match.Groups[1].Value)), .. operation.Query.Select(InQuery)]),
            ["responses"] = Responses(operation),
        };
        if (operation.Body is { } body)
        {
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", body.Type.Name) };
        }

        if (operation.IsOpen)
        {
            described["security"] = new JsonArray();
        }

        return described;
    }

    private static JsonObject Responses(ApiOperation operation)
    {
        var well = new JsonObject { ["description"] = "As asked." };
        if (operation.Response is { } response)
        {
            well["content"] = Content("application/json", response.Type.Name);
        }
        else if (operation.ContentType is { } contentType)
        {
            well["content"] = new JsonObject { [contentType] = new JsonObject() };
        }

        var responses = new JsonObject { [Text(operation.Status)] = well };
        if (operation.IsOpen)
        {
            responses["503"] = well.DeepClone();
            return responses;
        }

        responses["401"] = new JsonObject { ["description"] = "No key, or a wrong one." };
        foreach (var status in operation.Problems.Concat(Everywhere))
        {
            responses[Text(status)] = new JsonObject { ["description"] = DescribeProblem(status), ["content"] = Content("application/problem+json", ProblemName) };
        }

        return responses;
    }

    private static string DescribeProblem(int status) => status switch
    {
        400 => "The request cannot be understood.",
        404 => "There is no such thing.",
        409 => "Not possible as things stand.",
        413 => "The body is too large.",
        503 => "Storage is unavailable.",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such problem."),
    };

    private static JsonObject InPath(string name) => new() { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject InQuery(ApiParameter parameter)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (parameter.Values.Length > 0)
        {
            schema["enum"] = new JsonArray([.. parameter.Values.Select(value => JsonValue.Create(value))]);
        }

        return new JsonObject { ["name"] = parameter.Name, ["in"] = "query", ["description"] = parameter.Description, ["schema"] = schema };
    }

    private static JsonObject Content(string contentType, string schema) =>
        new() { [contentType] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" } } };

    private static JsonObject Schemas()
    {
        var types = ApiOperations.All.SelectMany(operation => new[] { operation.Response, operation.Body }).OfType<JsonTypeInfo>().DistinctBy(type => type.Type).OrderBy(type => type.Type.Name, StringComparer.Ordinal);
        var schemas = new JsonObject(types.Select(type => KeyValuePair.Create(type.Type.Name, (JsonNode?)type.GetJsonSchemaAsNode(SchemaOptions))));
        AddFilter(schemas[nameof(JobRequest)]!["properties"]!.AsObject());
        schemas[ProblemName] = OperatorJson.Readable.ProblemBody.GetJsonSchemaAsNode(SchemaOptions);
        return schemas;
    }

    // A job has the filter of the list of events, and the reason of quarantined items.
    private static void AddFilter(JsonObject properties)
    {
        var list = ApiOperations.All.Single(operation => operation.Name == "ListEvents").Query;
        foreach (var parameter in list.ExceptBy(JobRequest.PageParameters, parameter => parameter.Name).Append(ApiOperations.Reason))
        {
            properties.TryAdd(parameter.Name, new JsonObject
            {
                ["type"] = new JsonArray("string", "boolean", "null"),
                ["description"] = parameter.Description,
            });
        }
    }

    private static JsonNode DescribeTimes(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.TypeInfo.Type == typeof(DateTimeOffset))
        {
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        }

        return context.TypeInfo.Type == typeof(DateTimeOffset?) ? new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" } : schema;
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex RouteParameter();
}
