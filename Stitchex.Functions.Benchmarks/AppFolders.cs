using System.CommandLine;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks;

/// <summary>The options that say where the measured apps were published.</summary>
internal sealed class AppFolders
{
    private readonly Option<DirectoryInfo> _app = FolderOption("--app", "Where the receiver was published; its build unless given.");
    private readonly Option<DirectoryInfo> _naiveApp = FolderOption("--naive-app", "Where NaiveApp was published; its build unless given.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_app);
        command.Options.Add(_naiveApp);
    }

    /// <summary>The receiver, where the arguments say.</summary>
    public FunctionsHostOptions Receiver(ParseResult arguments, string connection) =>
        In(arguments.GetValue(_app), MeasuredApps.Receiver(connection));

    /// <summary>The app of the naive and the empty function, where the arguments say.</summary>
    public FunctionsHostOptions Naive(ParseResult arguments, string connection) =>
        In(arguments.GetValue(_naiveApp), MeasuredApps.Naive(connection));

    private static Option<DirectoryInfo> FolderOption(string name, string description) =>
        new Option<DirectoryInfo>(name) { Description = description, HelpName = "DIRECTORY" }.AcceptExistingOnly();

    private static FunctionsHostOptions In(DirectoryInfo? folder, FunctionsHostOptions app) =>
        folder is null ? app : app with { AppFolder = folder.FullName };
}
