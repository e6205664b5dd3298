namespace Stitchex.Local.Storage;

/// <summary>Azurite cannot be installed, started or controlled; the message says what was found and what to do.</summary>
internal sealed class AzuriteException(string message, Exception? innerException = null) : Exception(message, innerException);
