#include "html_xml.hpp"
#include "parse_fixture.hpp"

namespace alexandria::ingest {
namespace {

class HtmlTest : public ParseTest {};

TEST_F(HtmlTest, EmptyElementsOfXmlHideNothing) {
  ASSERT_TRUE(parse("a.xhtml",
                    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/>"
                    "<script src='a>b.js'/></head><body><p>One <a id='p'/>two.</p><textarea/>"
                    "<p><![CDATA[a < b]]></p><iframe src='x'/><br/><p>Last.</p></body></html>"));
  EXPECT_EQ(blocks(), "P0:One two.\nP0:a < b\nP0:Last.\n");
}

TEST(HtmlXml, OnlyWhatIsEmptyIsClosed) {
  EXPECT_FALSE(is_written_as_xml("<!DOCTYPE html><p>"));
  EXPECT_TRUE(is_written_as_xml("\xEF\xBB\xBF <?xml version='1.0'?><html>"));
  EXPECT_TRUE(is_written_as_xml("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>"));
  EXPECT_EQ(xml_as_html("<!-- <a/> --><br/><a b='/>'>x</a><script>'<i/>'</script><q c=\"/\"/>"),
            "<!-- <a/> --><br/><a b='/>'>x</a><script>'<i/>'</script><q c=\"/\"></q>");
  for (const std::string page : {"<", "<a", "<a/", "<a b='", "<![CDATA[x", "<!-- <a/>", "<script>"})
    EXPECT_EQ(xml_as_html(page), page == "<![CDATA[x" ? "x" : page);
}

}  // namespace
}  // namespace alexandria::ingest
