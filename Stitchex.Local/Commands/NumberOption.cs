using System.CommandLine;

namespace Stitchex.Local.Commands;

/// <summary>Holds an option that is a number to its limits.</summary>
internal static class NumberOption
{
    /// <summary>Refuses a number below the least one.</summary>
    public static Option<int> AtLeast(int least, Option<int> option) => Refuse(option, value => value < least, $"at least {least}");

    /// <summary>Refuses a number that is not from the least to the most.</summary>
    public static Option<int> Between(int least, int most, Option<int> option) => Refuse(option, value => value < least || value > most, $"from {least} to {most}");

    private static Option<int> Refuse(Option<int> option, Func<int, bool> isRefused, string allowed)
    {
        option.Validators.Add(result =>
        {
            if (isRefused(result.GetValueOrDefault<int>()))
            {
                result.AddError($"{option.Name} has to be {allowed}.");
            }
        });
        return option;
    }
}
