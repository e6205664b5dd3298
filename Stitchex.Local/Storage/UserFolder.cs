namespace Stitchex.Local.Storage;

/// <summary>Where Stitchex.Local keeps what it installs for this user.</summary>
internal static class UserFolder
{
    private const string Name = "stitchex-local";

    /// <summary>Finds a folder that can be written: the user's own, or else one in the temporary folder.</summary>
    public static string Find()
    {
        // Not created here: that would fail in a home that is read-only.
        var applicationData = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

        return Find(applicationData, Path.GetTempPath());
    }

    public static string Find(string applicationData, string temporary)
    {
        if (applicationData.Length > 0)
        {
            try
            {
                return Directory.CreateDirectory(Path.Combine(applicationData, Name)).FullName;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A read-only home, as in some containers.
            }
        }

        return CreatePrivate(Path.Combine(temporary, $"{Name}-{Environment.UserName}"));
    }

    private static string CreatePrivate(string path)
    {
        Directory.CreateDirectory(path);

        if (!OperatingSystem.IsWindows())
        {
            // Everybody can write to the temporary folder. Only the owner can set the mode, so this fails if somebody else made the
            // folder to have us run programs of theirs.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
