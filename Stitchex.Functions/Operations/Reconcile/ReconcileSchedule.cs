using Microsoft.Extensions.Options;
using NCrontab;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>Knows when a reconciliation is due, and checks the settings that say so.</summary>
internal sealed class ReconcileSchedule : IValidateOptions<ReconcileOptions>
{
    // Longer than the time between two sweeps, also where one or two of them fail.
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>When it was due last, within the hour before a time; null where it was not.</summary>
    public static DateTimeOffset? DueBefore(string? schedule, DateTimeOffset now) =>
        schedule is not null && Parse(schedule) is { } expression
        && expression.GetNextOccurrences((now - Window).UtcDateTime, now.UtcDateTime).LastOrDefault() is { Ticks: > 0 } due
            ? new DateTimeOffset(due, TimeSpan.Zero)
            : null;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReconcileOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Schedule is { } schedule && Parse(schedule) is null)
        {
            errors.AddError(
                $"{ReconcileOptions.SectionName}:Schedule is '{schedule}'. "
                + "Set it to an NCRONTAB expression in UTC, such as 0 0 2 * * *, or leave it out.");
        }

        for (var i = 0; i < options.Resources.Count; i++)
        {
            if (!KeyPart.IsName(options.Resources[i]))
            {
                errors.AddError(
                    $"{ReconcileOptions.SectionName}:Resources:{i} is '{options.Resources[i]}'. "
                    + "Set it to a resource's name, such as invoice.");
            }
        }

        if (options.Resources.Count > BackfillRequest.MaxResources)
        {
            errors.AddError(
                $"{ReconcileOptions.SectionName}:Resources names {options.Resources.Count} resources. "
                + $"Name {BackfillRequest.MaxResources} at most.");
        }

        return errors.Build();
    }

    private static CrontabSchedule? Parse(string text) =>
        CrontabSchedule.TryParse(text, new() { IncludingSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 });
}
