using System.Text.RegularExpressions;

namespace Hub.Tests.Deployment;

/// <summary>A Markdown page of this repository, and what it says that can be checked.</summary>
internal sealed partial class Page
{
    /// <summary>Where code lies. What stands elsewhere at the top is only text.</summary>
    private static readonly string[] Roots = ["src/", "tests/", "k8s/", "seeds/", ".ci/", ".github/"];

    /// <summary>Made by a build, or written by whoever runs the hub.</summary>
    private static readonly string[] NotInTheRepository = ["appsettings.json", "ID.jsonl"];

    private static readonly Lazy<HashSet<string>> FileNames = new(() =>
        [.. new[] { "src", "tests", "k8s", "seeds" }.SelectMany(root => FilesIn(Path.Combine(Manifests.Repository, root))).Select(f => Path.GetFileName(f))]);

    private readonly string _folder;
    private readonly string[] _lines;
    private readonly List<string> _prose = [];
    private readonly List<string> _fenced = [];

    private Page(string name)
    {
        Name = name;
        var path = Path.Combine(Manifests.Repository, name);
        _folder = Path.GetDirectoryName(path)!;
        _lines = File.ReadAllLines(path);
        var isFenced = false;
        foreach (var line in _lines)
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
            }
            else
            {
                (isFenced ? _fenced : _prose).Add(line);
            }
        }
    }

    public string Name { get; }

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>What stands in backticks within the text.</summary>
    public IEnumerable<string> Spans => _prose.SelectMany(Spanned);

    private IEnumerable<string> Anchors => _prose.Where(l => l.StartsWith('#')).Select(l => Anchor(l.TrimStart('#').Trim()));

    public static Page Of(string name) => new(name);

    /// <summary>The text of a section, from behind its heading to the next heading.</summary>
    public IReadOnlyList<string> Section(string heading) =>
        [.. _prose.SkipWhile(l => l.TrimStart('#').Trim() != heading || !l.StartsWith('#')).Skip(1).TakeWhile(l => !l.StartsWith('#'))];

    public static IEnumerable<string> Spanned(string line) => Span().Matches(line).Select(m => m.Groups["code"].Value);

    /// <summary>Links that lead nowhere: to a file that is not there, or to no heading of it.</summary>
    public IEnumerable<string> BrokenLinks()
    {
        foreach (var link in _prose.SelectMany(l => Link().Matches(l)).Select(m => m.Groups["to"].Value)
            .Where(to => !to.Contains("://", StringComparison.Ordinal)))
        {
            var (file, anchor) = link.Split('#') is [var path, var heading] ? (path, heading) : (link, null);
            var target = file.Length == 0 ? Path.Combine(Manifests.Repository, Name) : Path.GetFullPath(Path.Combine(_folder, file));
            if (!Exists(target) || (anchor is not null && !Of(Path.GetRelativePath(Manifests.Repository, target)).Anchors.Contains(anchor)))
            {
                yield return $"{Name} links to {link}";
            }
        }
    }

    /// <summary>Paths in backticks, and in the words of commands, that lead to no file and no folder.</summary>
    public IEnumerable<string> MissingPaths()
    {
        foreach (var word in Spans.Concat(_fenced).SelectMany(code => code.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(w => w.Trim('"', '\'', ',', ';', '(', ')')))
        {
            if (IsMissing(word))
            {
                yield return $"{Name} names {word}";
            }
        }
    }

    /// <summary>Commands that build or run a project which is none.</summary>
    public IEnumerable<string> MissingProjects()
    {
        foreach (var project in Spans.Concat(_fenced).SelectMany(code => Project().Matches(code)).Select(m => m.Groups["project"].Value))
        {
            var folder = Path.Combine(Manifests.Repository, project);
            if (!Directory.Exists(folder) || Directory.GetFiles(folder, "*.csproj").Length != 1)
            {
                yield return $"{Name} runs {project}";
            }
        }
    }

    private bool IsMissing(string word)
    {
        // What a build makes stands for the project it is made of.
        var path = word.Split("/bin/")[0].TrimEnd('/');
        if (!PathLike().IsMatch(path) || NotInTheRepository.Contains(path))
        {
            return false;
        }

        if (Roots.Any(root => $"{path}/".StartsWith(root, StringComparison.Ordinal)))
        {
            return path.Contains('/', StringComparison.Ordinal) && !Exists(Path.Combine(Manifests.Repository, path));
        }

        var isFile = FileLike().IsMatch(path);
        return path.Contains('/', StringComparison.Ordinal)
            ? (isFile || path.StartsWith("Hub.", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal))
                && !Exists(Path.GetFullPath(Path.Combine(_folder, path)))
            : isFile && !FileNames.Value.Contains(path);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(d => Path.GetFileName(d) is not ("bin" or "obj" or "node_modules" or "wwwroot")).SelectMany(FilesIn));

    /// <summary>As GitHub names a heading.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"dotnet (run|watch)\b.*?--project (?<project>[\w./-]+)|dotnet (build|publish) (?<project>[\w./-]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Project();

    [GeneratedRegex(@"^[\w.-]+(/[\w.-]+)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex PathLike();

    [GeneratedRegex(@"\w\.(cs|csproj|ts|tsx|mjs|json|jsonl|md|yaml)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FileLike();
}
