namespace Hub.Server;

/// <summary>The hub cannot start, for a reason outside of it. The message is one whole sentence for the person who started it.</summary>
public sealed class StartupException(string sentence, Exception? cause = null) : Exception(sentence, cause);
