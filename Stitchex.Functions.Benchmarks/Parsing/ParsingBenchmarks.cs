using System.Security.Cryptography;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Benchmarks.Parsing;

/// <summary>Finding what an event is, against the least that it takes: one hash of the body, and one pass over its JSON.</summary>
[MemoryDiagnoser]
public class ParsingBenchmarks
{
    private static readonly ResourceCatalogue Catalogue = new(Options.Create(new StitchexOptions()));

    private byte[] _body = [];

    /// <summary>Gets or sets the body's length in bytes.</summary>
    [Params(205, 4 * 1024, 64 * 1024, 512 * 1024)]
    public int Length { get; set; }

    /// <summary>Makes the body.</summary>
    [GlobalSetup]
    public void MakeBody() => _body = SampleBody.Create(recordId: 784_512, Length);

    /// <summary>One SHA-256 pass and one bare pass of the reader.</summary>
    [Benchmark(Baseline = true)]
    public int HashAndRead()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_body, hash);
        var reader = new Utf8JsonReader(_body);
        var tokens = (int)hash[0];
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    /// <summary>The whole of what the receiver does with a body before it stores it.</summary>
    [Benchmark]
    public string ParseAndIdentify() =>
        WebhookBody.TryParse(_body, Catalogue, out var received, out var rejection) ? received.Id.RowKey : throw new InvalidOperationException(rejection.Text);
}
