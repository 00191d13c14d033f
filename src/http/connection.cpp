#include "connection.hpp"

#include <algorithm>
#include <fstream>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "alexandria/http/multipart.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::http {
namespace {

namespace beast = boost::beast;
using std::chrono::seconds;

constexpr auto kIdle = seconds(75);   // between requests
constexpr auto kStall = seconds(60);  // inside a body, or while a peer reads nothing
constexpr auto kLinger = seconds(2);  // for the rest of a refused body
constexpr std::uint64_t kLingerBytes = 64ULL << 20;
constexpr std::size_t kBlock = 64 << 10;

// A socket as Beast's parser wants to read it.
class Stream {
 public:
  explicit Stream(platform::Socket& socket) : socket_(socket) {}
  std::chrono::milliseconds patience = kIdle;
  Error failure;

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, boost::system::error_code& error) {
    const auto first = *boost::asio::buffer_sequence_begin(buffers);
    auto got = socket_.read_some(static_cast<char*>(first.data()), first.size(), patience);
    if (!got) {
      failure = got.error();
      error = boost::system::errc::make_error_code(boost::system::errc::io_error);
      return 0;
    }
    error = *got == 0 ? boost::system::error_code(beast::http::error::end_of_stream)
                      : boost::system::error_code();
    return *got;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    boost::system::error_code error;
    const std::size_t got = read_some(buffers, error);
    if (error) throw boost::system::system_error(error);
    return got;
  }

 private:
  platform::Socket& socket_;
};

Response plain_error(int status, std::string_view reason, std::string_view message) {
  Response response;
  response.status = status;
  response.body = fmt::format(R"({{"error":"{}","message":"{}","details":{{}}}})", reason, message);
  return response;
}

class Connection {
 public:
  Connection(platform::Socket& socket, const ServerOptions& options, Handler& handler,
             const std::atomic<bool>& stopping)
      : socket_(socket),
        stream_(socket),
        options_(options),
        handler_(handler),
        stopping_(stopping) {}

  void serve() {
    while (!stopping_ && serve_one()) {}
  }

 private:
  using Parser = beast::http::request_parser<beast::http::buffer_body>;

  // False once the connection is to be closed.
  bool serve_one() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(options_.header_bytes_max));
    parser.body_limit(boost::none);
    boost::system::error_code error;
    stream_.patience = kIdle;
    beast::http::read_header(stream_, buffer_, parser, error);
    if (error == beast::http::error::header_limit)
      return send(plain_error(431, "headers_too_large", "the headers are over the limit"), false,
                  false);
    if (error && stream_.failure.code != Code::kDeadline &&
        error != beast::http::error::end_of_stream && !socket_.peer_is_gone())
      return send(plain_error(400, "invalid_request", "this is no HTTP/1.1 request"), false, false);
    if (error) return false;
    Request request;
    request.method = std::string(parser.get().method_string());
    for (const auto& field : parser.get()) {
      std::string name(field.name_string());
      std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      });
      request.headers.emplace(std::move(name), field.value());
    }
    const bool head_only = request.method == "HEAD";
    if (head_only) request.method = "GET";
    if (const auto parsed = parse_target(
            std::string_view(parser.get().target().data(), parser.get().target().size()), request);
        !parsed)
      return send(plain_error(400, parsed.error().reason, parsed.error().message), false,
                  head_only);
    bool keep = parser.get().keep_alive();
    BodyPlan plan = handler_.plan(request);
    const bool has_body = !parser.is_done();
    if (!plan.refusal && has_body) {
      if (auto refusal = read_body(parser, request, plan)) plan.refusal = std::move(refusal);
    }
    const bool unread = plan.refusal && !parser.is_done();
    keep = keep && !unread;
    const bool sent =
        send(plan.refusal ? *plan.refusal : handler_.handle(request), keep, head_only);
    if (unread) socket_.linger(kLingerBytes, kLinger);
    for (const UploadedFile& file : request.files) {
      std::error_code ignored;
      std::filesystem::remove(file.path, ignored);
    }
    return sent;
  }

  std::optional<Response> read_body(Parser& parser, Request& request, const BodyPlan& plan) {
    const auto announced = parser.content_length();
    if (announced && *announced > plan.bytes_max) return too_large(plan);
    if (request.header("expect") == "100-continue" &&
        !socket_.write_all("HTTP/1.1 100 Continue\r\n\r\n", kStall))
      return plain_error(408, "connection_timeout", "");
    stream_.patience = kStall;
    return plan.multipart ? read_multipart(parser, request, plan)
                          : read_plain(parser, request, plan);
  }

  static Response too_large(const BodyPlan& plan) {
    return plain_error(
        413, "body_too_large",
        fmt::format("the body is over the limit of {} bytes for this address", plan.bytes_max));
  }

  // Hands the body over in blocks. An answer ends it.
  std::optional<Response> each_block(Parser& parser, const BodyPlan& plan,
                                     const std::function<Result<void>(std::string_view)>& take) {
    std::string block(kBlock, '\0');
    std::uint64_t total = 0;
    while (!parser.is_done()) {
      parser.get().body().data = block.data();
      parser.get().body().size = block.size();
      boost::system::error_code error;
      beast::http::read(stream_, buffer_, parser, error);
      if (error == beast::http::error::need_buffer) error = {};
      if (error)
        return plain_error(400, "invalid_request", "the body could not be read to its end");
      const std::size_t got = block.size() - parser.get().body().size;
      total += got;
      if (total > plan.bytes_max) return too_large(plan);
      if (const auto taken = take(std::string_view(block).substr(0, got)); !taken)
        return plain_error(taken.error().code == Code::kInvalidArgument ? 400 : 503,
                           taken.error().reason, taken.error().message);
    }
    return std::nullopt;
  }

  std::optional<Response> read_plain(Parser& parser, Request& request, const BodyPlan& plan) {
    return each_block(parser, plan, [&](std::string_view bytes) -> Result<void> {
      request.body += bytes;
      return {};
    });
  }

  std::optional<Response> read_multipart(Parser& parser, Request& request, const BodyPlan& plan) {
    const std::string boundary = multipart_boundary(request.header("content-type"));
    if (boundary.empty())
      return plain_error(415, "multipart_needed",
                         "this address takes multipart/form-data with a part named file");
    std::optional<platform::TemporaryFile> file;
    std::string field;
    constexpr std::size_t kFieldBytesMax = 64 << 10;
    MultipartEvents events;
    events.begin_part = [&](const std::string& name, const std::string& file_name) -> Result<void> {
      field = name;
      if (file_name.empty()) {
        request.fields[name].clear();
        return {};
      }
      if (request.files.size() >= options_.upload_files_max)
        return fail(Code::kInvalidArgument, "too_many_files", "a request may hold {} files",
                    options_.upload_files_max);
      file.emplace(TRY(platform::TemporaryFile::make(options_.upload_folder)));
      request.files.push_back({name, file_name, file->path(), 0});
      return {};
    };
    events.data = [&](std::string_view bytes) -> Result<void> {
      if (file) return file->write(bytes);
      request.fields[field] += bytes;
      if (request.fields[field].size() > kFieldBytesMax)
        return fail(Code::kInvalidArgument, "field_too_large",
                    "the field {} has more than {} bytes", field, kFieldBytesMax);
      return {};
    };
    events.end_part = [&]() -> Result<void> {
      if (!file) return {};
      request.files.back().bytes = file->bytes();
      request.files.back().path = TRY(file->release());
      file.reset();
      return {};
    };
    MultipartParser parts(boundary, std::move(events));
    if (auto refusal =
            each_block(parser, plan, [&](std::string_view bytes) { return parts.feed(bytes); }))
      return refusal;
    if (const auto finished = parts.finish(); !finished)
      return plain_error(400, finished.error().reason, finished.error().message);
    return std::nullopt;
  }

  bool send(const Response& response, bool keep, bool head_only) {
    const bool streaming = static_cast<bool>(response.stream);
    keep = keep && !stopping_;
    std::error_code error;
    const std::uint64_t length = response.file.empty()
                                     ? response.body.size()
                                     : std::filesystem::file_size(response.file, error);
    const bool has_body = response.status != 204;
    std::string head = fmt::format("HTTP/1.1 {} {}\r\nx-content-type-options: nosniff\r\n",
                                   response.status, status_text(response.status));
    if (has_body) head += fmt::format("content-type: {}\r\n", response.content_type);
    for (const auto& [name, value] : response.headers)
      head += fmt::format("{}: {}\r\n", name, value);
    if (streaming)
      head += "transfer-encoding: chunked\r\ncache-control: no-store\r\n";
    else if (has_body)
      head += fmt::format("content-length: {}\r\n", length);
    head += keep ? "\r\n" : "connection: close\r\n\r\n";
    if (head_only) return static_cast<bool>(socket_.write_all(head, kStall)) && keep;
    if (streaming) return send_stream(head, response) && keep;
    if (!response.file.empty()) return send_file(head, response.file) && keep;
    head += response.body;
    return static_cast<bool>(socket_.write_all(head, kStall)) && keep;
  }

  bool send_stream(const std::string& head, const Response& response) {
    if (!socket_.write_all(head, kStall)) return false;
    bool alive = true;
    response.stream([&](std::string_view bytes) {
      if (alive && !bytes.empty())
        alive = static_cast<bool>(
            socket_.write_all(fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes), kStall));
      alive = alive && !stopping_ && !socket_.peer_is_gone();
      return alive;
    });
    return static_cast<bool>(socket_.write_all("0\r\n\r\n", kStall)) && alive;
  }

  bool send_file(const std::string& head, const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in || !socket_.write_all(head, kStall)) return false;
    std::string block(kBlock, '\0');
    while (in) {
      in.read(block.data(), static_cast<std::streamsize>(block.size()));
      if (!socket_.write_all(
              std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount())), kStall))
        return false;
    }
    return true;
  }

  platform::Socket& socket_;
  Stream stream_;
  const ServerOptions& options_;
  Handler& handler_;
  const std::atomic<bool>& stopping_;
  beast::flat_buffer buffer_;
};

}  // namespace

void serve_connection(platform::Socket& socket, const ServerOptions& options, Handler& handler,
                      const std::atomic<bool>& stopping) {
  Connection(socket, options, handler, stopping).serve();
}

}  // namespace alexandria::http
