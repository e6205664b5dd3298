using System.Text;
using Azure.Data.Tables;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Tests.Events;

public sealed class EventBodyTests
{
    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(4096, false, 1)]
    [InlineData(EventBody.MaxLength, false, 8)]
    [InlineData(EventBody.MaxLength, true, 1)]
    public void Body_IsReadBack(int length, bool isText, int parts)
    {
        var body = isText ? Encoding.ASCII.GetBytes(new string('a', length)) : RandomBytes(length);
        var entity = new TableEntity("p", "r");

        EventBody.Write(entity, body);

        Assert.Equal(body, EventBody.Read(entity)!.Value.ToArray());
        Assert.Equal(parts, entity.Keys.Count(key => key.StartsWith("Body", StringComparison.Ordinal) && char.IsDigit(key[^1])));
    }

    [Fact]
    public void BodyThatIsTooLarge_LeavesItsLength()
    {
        var entity = new TableEntity("p", "r");

        EventBody.Write(entity, new byte[EventBody.MaxLength + 1]);

        Assert.Null(EventBody.Read(entity));
        Assert.Equal(EventBody.MaxLength + 1, entity.GetInt32("BodyLength"));
    }

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
