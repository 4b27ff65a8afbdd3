using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hub.Tests.Architecture;

/// <summary>What a compiled program uses of other assemblies, as its own tables of references tell.</summary>
internal sealed class Compiled
{
    private Compiled(HashSet<string> types, HashSet<string> members, IReadOnlyList<string> imported) => (Types, Members, Imported) = (types, members, imported);

    /// <summary>Full names of the types.</summary>
    public IReadOnlySet<string> Types { get; }

    /// <summary>Type and member, such as <c>System.Type.GetType (static)</c>.</summary>
    public IReadOnlySet<string> Members { get; }

    /// <summary>Functions of native libraries that it calls.</summary>
    public IReadOnlyList<string> Imported { get; }

    public static Compiled Of(params Assembly[] assemblies)
    {
        var (types, members, imported) = (new HashSet<string>(), new HashSet<string>(), new List<string>());
        foreach (var assembly in assemblies)
        {
            using var file = new PEReader(File.OpenRead(assembly.Location));
            var reader = file.GetMetadataReader();
            types.UnionWith(reader.TypeReferences.Select(h => NameOf(reader, h)));
            foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference).Where(m => m.Parent.Kind == HandleKind.TypeReference))
            {
                var isStatic = !reader.GetBlobReader(member.Signature).ReadSignatureHeader().IsInstance;
                members.Add($"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}{(isStatic ? " (static)" : "")}");
            }

            imported.AddRange(reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
                .Select(m => m.GetImport()).Select(i => $"{reader.GetString(reader.GetModuleReference(i.Module).Name)}: {reader.GetString(i.Name)}"));
        }

        return new Compiled(types, members, imported);
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
