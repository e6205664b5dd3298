using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Stitchex.Local.Commands;

/// <summary>Holds an option that is a number to its limits.</summary>
internal static class NumberOption
{
    /// <summary>Refuses a number below the least one.</summary>
    public static Option<int> AtLeast(int least, Option<int> option) => Hold(option, least, int.MaxValue, $"a number of at least {least}");

    /// <summary>Refuses a number that is not from the least to the most.</summary>
    public static Option<int> Between(int least, int most, Option<int> option) =>
        Hold(option, least, most, $"a number from {least} to {most}");

    private static Option<int> Hold(Option<int> option, int least, int most, string allowed)
    {
        option.CustomParser = argument => Parse(argument, option.Name, least, most, allowed);
        return option;
    }

    private static int Parse(ArgumentResult argument, string option, int least, int most, string allowed)
    {
        var text = argument.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        argument.AddError($"{option} is '{text}'. Give {allowed}.");
        return 0;
    }
}
