using System.Globalization;
using System.Text.RegularExpressions;

namespace Stitchex.Functions.Destinations;

/// <summary>A script's text: an ECMAScript module whose default export is the function.</summary>
/// <param name="Name">The file's name; empty for a function that stands in the setting itself.</param>
/// <param name="Code">The module.</param>
/// <param name="Indent">How many characters of its first line are not the author's.</param>
internal sealed partial record ScriptSource(string Name, string Code, int Indent)
{
    private const string Export = "export default ";

    /// <summary>Reads what a setting means: a file, or a function.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="folder">Where files are.</param>
    /// <exception cref="ScriptException">There is no such file, or it cannot be read.</exception>
    public static ScriptSource Read(string setting, string folder)
    {
        if (!FileName().IsMatch(setting))
        {
            return FromCode(setting.TrimStart());
        }

        if (Path.IsPathRooted(setting) || setting.Split('/', '\\').Contains(".."))
        {
            throw new ScriptException($"({setting}) is not below the app's folder. Set it to a path such as Handlers/ledger.js.");
        }

        var path = Path.Combine(folder, setting);
        return File.Exists(path)
            ? ReadFile(setting, path)
            : throw new ScriptException(
                $"({setting}) is not in the app's folder. Files below Stitchex.Functions/Handlers are published with the app.");
    }

    /// <summary>Makes a module of a function, unless it is one. No file is read, whatever the text.</summary>
    public static ScriptSource FromCode(string code) => code.Contains(Export, StringComparison.Ordinal)
        ? new("", code, Indent: 0)
        : new("", Export + code, Export.Length);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ScriptException">It cannot be read.</exception>
    public static ScriptSource ReadFile(string name, string path)
    {
        try
        {
            return new(name, File.ReadAllText(path), Indent: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException($"({name}) cannot be read: {e.Message}");
        }
    }

    /// <summary>Says what went wrong, and where.</summary>
    /// <param name="error">What.</param>
    /// <param name="line">The line, from 1; 0 where it is not known.</param>
    /// <param name="column">The column, from 1.</param>
    public string Describe(string error, int line, int column)
    {
        var name = Name.Length > 0 ? $"({Name}) " : "";
        var place = string.Create(CultureInfo.InvariantCulture, $" at line {line}, column {(line == 1 ? column - Indent : column)}");
        return $"{name}failed{(line > 0 ? place : "")}: {error}";
    }

    // A function has an arrow or parentheses, which no file's name needs.
    [GeneratedRegex(@"^[^(){}=>\n]+\.js$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
