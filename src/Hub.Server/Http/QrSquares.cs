using System.Globalization;
using System.Text;
using QRCoder;

namespace Hub.Server.Http;

/// <summary>A QR code as the page draws it itself: no secret stands in the address of a picture.</summary>
internal static class QrSquares
{
    /// <returns>The dark squares, as the path of an SVG of Size × Size: each run of them in a row is one part of it.</returns>
    public static (int Size, string Path) Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count;)
            {
                var from = x;
                while (x < rows[y].Count && rows[y][x])
                {
                    x++;
                }

                if (x > from)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                }

                x++;
            }
        }

        return (rows.Count, path.ToString());
    }
}
