// WebSockets against Beast's own client.
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include "alexandria/http/web_socket.hpp"
#include "test_server.hpp"

namespace alexandria::http {
namespace {

namespace beast = boost::beast;
using boost::asio::ip::tcp;
using std::chrono::milliseconds;

class Echo final : public WebSocketHandler {
 public:
  Echo(std::atomic<int>& open, WebSocketOptions options) : open_(open), options_(options) {}
  WebSocketOptions options() const override { return options_; }
  void opened(const std::shared_ptr<WebSocket>& socket) override {
    ++open_;
    socket->send("welcome", true);
  }
  void message(WebSocket& socket, std::string_view message, bool is_text) override {
    if (message == "throw") throw std::runtime_error("thrown");
    if (message == "flood") {
      while (socket.send(std::string(10'000, 'x'), false)) {}
      return;
    }
    if (message == "bye") return socket.end();
    socket.send(std::string(message), is_text);
  }
  void closed() override { --open_; }

 private:
  std::atomic<int>& open_;
  const WebSocketOptions options_;
};

class WebSocketTest : public ServedTest {
 protected:
  using Stream = beast::websocket::stream<tcp::socket>;
  void SetUp() override {
    ServedTest::SetUp();
    handler_.routes["/socket"] = [this](Request&) {
      Response response;
      response.web_socket = std::make_shared<Echo>(open_, socket_options_);
      return response;
    };
  }
  void connect(Stream& stream) {
    stream.next_layer().connect({boost::asio::ip::address_v4::loopback(), server_->port()});
    stream.handshake("x", "/socket");
    EXPECT_EQ(read(stream), "welcome");
  }
  static std::string read(Stream& stream) {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    stream.read(buffer, error);
    return error ? "ended" : beast::buffers_to_string(buffer.data());
  }
  boost::asio::io_context context_;
  std::atomic<int> open_ = 0;
  WebSocketOptions socket_options_;
};

TEST_F(WebSocketTest, EchoesAndEndsOnBothSides) {
  const auto served = start();
  Stream stream(context_);
  connect(stream);
  for (const std::string& text : {std::string("hello"), std::string(100'000, 'x'), std::string()}) {
    stream.write(boost::asio::buffer(text));
    EXPECT_EQ(read(stream), text);
  }
  stream.write(boost::asio::buffer(std::string("bye")));
  EXPECT_EQ(read(stream), "ended");
  EXPECT_TRUE(comes_true([&] { return open_ == 0; }));
}

TEST_F(WebSocketTest, APlainRequestIsToldToUpgrade) {
  const auto served = start();
  const std::string answer = ask(get("/socket"));
  EXPECT_EQ(status_of(answer), 426);
  EXPECT_NE(answer.find("upgrade: websocket"), std::string::npos);
}

TEST_F(WebSocketTest, LongMessagesAndThrowingHandlersEndTheConnectionOnly) {
  socket_options_.message_bytes_max = 1000;
  const auto served = start();
  for (const std::string& text : {std::string(1001, 'x'), std::string("throw")}) {
    Stream stream(context_);
    connect(stream);
    boost::system::error_code ignored;
    stream.write(boost::asio::buffer(text), ignored);
    EXPECT_EQ(read(stream), "ended");
  }
  EXPECT_TRUE(comes_true([&] { return open_ == 0; }));
  Stream stream(context_);
  connect(stream);
}

TEST_F(WebSocketTest, TheQueueForASlowReaderIsBounded) {
  socket_options_.queue_bytes_max = 100'000;
  options_.workers = 1;
  const auto served = start();
  Stream stream(context_);
  connect(stream);
  stream.write(boost::asio::buffer(std::string("flood")));
  EXPECT_EQ(status_of(ask(get("/echo"))), 200) << "the flood ended, and gave its thread back";
}

TEST_F(WebSocketTest, APeerThatIsSilentAtPingsEnds) {
  socket_options_.ping = milliseconds(200);
  const auto served = start();
  Stream stream(context_);
  connect(stream);
  EXPECT_EQ(open_, 1);
  EXPECT_TRUE(comes_true([&] { return open_ == 0; })) << "nobody reads, so nobody answers pings";
}

TEST_F(WebSocketTest, AStopEndsThem) {
  const auto served = start();
  Stream stream(context_);
  connect(stream);
  std::jthread stop([&] { server_->stop(); });
  EXPECT_EQ(read(stream), "ended");
  stop.join();
  EXPECT_EQ(open_, 0);
}

}  // namespace
}  // namespace alexandria::http
