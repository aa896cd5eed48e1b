using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

public sealed class FileTextTests
{
    [Theory]
    [InlineData("é", new byte[] { 0xC3, 0xA9 })]
    [InlineData("é", new byte[] { 0xEF, 0xBB, 0xBF, 0xC3, 0xA9 })]
    [InlineData("é", new byte[] { 0xFF, 0xFE, 0xE9, 0x00 })]
    [InlineData("é", new byte[] { 0xFE, 0xFF, 0x00, 0xE9 })]
    [InlineData("é€", new byte[] { 0xE9, 0x80 })]
    [InlineData("", new byte[0])]
    public void Decode_Encodings_AreFound(string expected, byte[] bytes)
    {
        Assert.Equal(expected, FileText.Decode(bytes));
    }

    [Theory]
    [InlineData("a.json", "{ \"a\": [1, 2.5] }", "{\"a\":[1,2.5]}")]
    [InlineData("a.JSON", "[ 1 ]", "[1]")]
    [InlineData("a.yaml", "a: 1\nb: [x]", "a: 1\nb: [x]")]
    [InlineData("a.html", "<p>Hi</p>", "<p>Hi</p>")]
    [InlineData("a.py", "print(1)", "print(1)")]
    [InlineData("a.xml", "<?xml version=\"1.0\"?><!-- c --><a x='1'><b></b>t<![CDATA[<]]>\n</a>", "<a x=\"1\"><b />t&lt;\n</a>")]
    public void Read_Text_DependsOnTheKind(string path, string content, string expected)
    {
        Assert.Equal(expected, Read(path, Encoding.UTF8.GetBytes(content)));
    }

    [Theory]
    [InlineData("<a>")]
    [InlineData("text")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>")]
    public void Read_BrokenOrHostileXml_Fails(string xml)
    {
        var failure = Assert.Throws<ComponentException>(() => Read("f/a.xml", Encoding.UTF8.GetBytes(xml)));

        Assert.StartsWith("Error loading file f/a.xml: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepXml_IsRead()
    {
        const int Depth = 100_000;
        var xml = string.Concat(Enumerable.Repeat("<a>", Depth)) + "x" + string.Concat(Enumerable.Repeat("</a>", Depth));

        Assert.Equal(xml, Read("a.xml", Encoding.UTF8.GetBytes(xml)));
    }

    [Fact]
    public void Read_Docx_IsItsParagraphs()
    {
        var docx = Archives.Docx(
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>One</w:t><w:tab/><w:t> x</w:t></w:r></w:p><w:p/>"
            + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            + "<w:p><w:hyperlink><w:r><w:t>link</w:t><w:br/></w:r></w:hyperlink><w:r><w:drawing><w:p><w:r><w:t>box</w:t></w:r></w:p></w:drawing></w:r></w:p>"
            + "<w:sectPr/>");

        Assert.Equal("One\t x\n\n\n\nlink\n", Read("a.docx", docx));
    }

    [Fact]
    public void Read_NoDocx_Fails()
    {
        Assert.Throws<ComponentException>(() => Read("a.docx", Archives.Text("no archive")));
        Assert.Throws<ComponentException>(() => Read("a.docx", Archives.Zip(("other.xml", Archives.Text("<a/>")))));
    }

    [Fact]
    public void Read_DocxWithEntities_Fails()
    {
        var docx = Archives.Zip(("word/document.xml", Archives.Text("<!DOCTYPE a [<!ENTITY x \"ha\">]><a>&x;</a>")));

        Assert.Throws<ComponentException>(() => Read("a.docx", docx));
    }

    [Fact]
    public void LimitedStream_MoreThanTheLimit_Fails()
    {
        using var stream = new LimitedStream(new MemoryStream(new byte[11]), 10);

        Assert.Equal(10, stream.Read(new byte[10]));
        Assert.Throws<InvalidDataException>(() => stream.Read(new byte[10]));
    }

    private static string Read(string path, byte[] content) => FileText.Read(new FileContent(path, content, ObjectValue.Empty));
}
