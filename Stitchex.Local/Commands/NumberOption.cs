using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Stitchex.Local.Commands;

/// <summary>An option that is a number within limits.</summary>
internal static class NumberOption
{
    public static Option<int> Create(
        string name, string description, int least, int most = int.MaxValue, int? preset = null, string unit = "N")
    {
        var option = new Option<int>(name) { Description = description, HelpName = unit };
        option.CustomParser = Parse;
        if (preset is { } value)
        {
            option.DefaultValueFactory = _ => value;
        }

        return option;

        int Parse(ArgumentResult argument)
        {
            var text = argument.Tokens.Single().Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
            {
                return number;
            }

            argument.AddError($"{name} is '{text}'. Give {(most == int.MaxValue ? $"a number of at least {least}" : $"a number from {least} to {most}")}.");
            return 0;
        }
    }
}
