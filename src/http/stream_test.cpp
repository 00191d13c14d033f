// Streamed answers, server-sent events and the server's stop.
#include <thread>

#include "alexandria/http/event_topic.hpp"
#include "outbox.hpp"
#include "test_server.hpp"

namespace alexandria::http {
namespace {

using std::chrono::milliseconds;
using StreamTest = ServedTest;
using StopTest = ServedTest;

Response events_of(std::shared_ptr<EventTopic> topic, std::uint64_t after = 0) {
  Response response;
  response.content_type = "text/event-stream";
  response.events = std::move(topic);
  response.events_after = after;
  return response;
}

TEST_F(StreamTest, AWriterWaitsForItsReaderAndSeesItGo) {
  std::atomic<std::uint64_t> written = 0;
  Gate ended;
  handler_.routes["/stream"] = [&](Request&) {
    Response response;
    response.stream = [&](const StreamWriter& write) {
      while (write(std::string(10'000, 'x')))
        written += 10'000;
      ended.open();
    };
    return response;
  };
  const auto served = start();
  {
    RawPeer one = peer("127.0.0.1", 4096);
    one.send(get("/stream"));
    one.read_until("\r\n\r\n");
    std::uint64_t seen = 0;
    EXPECT_TRUE(comes_true([&] {  // it comes to rest
      std::this_thread::sleep_for(milliseconds(100));
      return std::exchange(seen, written.load()) == written;
    }));
    EXPECT_LT(written, 64U << 20);
  }
  EXPECT_TRUE(ended.wait());
}

TEST_F(StreamTest, AStreamWhoseReaderStopsReadingIsCutInTime) {
  options_.deadlines.transfer = milliseconds(300);
  options_.deadlines.rate_min = 1'000'000'000;
  Gate ended;
  handler_.routes["/stream"] = [&](Request&) {
    Response response;
    response.stream = [&](const StreamWriter& write) {
      while (write(std::string(10'000, 'x'))) {}
      ended.open();
    };
    return response;
  };
  const auto served = start();
  RawPeer one = peer("127.0.0.1", 4096);
  one.send(get("/stream"));
  EXPECT_TRUE(ended.wait());
}

TEST_F(StreamTest, ManySubscribersTakeNoThread) {
  options_.workers = 1;
  options_.requests_per_peer = 2;
  const auto topic = std::make_shared<EventTopic>();
  handler_.routes["/events"] = [&](Request&) { return events_of(topic); };
  const auto served = start();
  std::vector<RawPeer> readers;
  for (int i = 0; i < 100; ++i) {
    readers.push_back(peer());
    readers.back().send(get("/events"));
    readers.back().read_until("\r\n\r\n");
  }
  EXPECT_TRUE(comes_true([&] { return topic->subscribers() == 100; }));
  topic->publish("step", "one\ntwo");
  for (RawPeer& reader : readers)
    EXPECT_NE(reader.read_until("id: 1\nevent: step\ndata: one\ndata: two\n\n").find("data: two"),
              std::string::npos);
  EXPECT_EQ(status_of(ask(get("/echo"))), 200);
  topic->publish("end", "{}");
  topic->close();
  for (RawPeer& reader : readers)
    EXPECT_NE(reader.read_until("0\r\n\r\n").find("event: end"), std::string::npos);
}

TEST_F(StreamTest, ASubscriberThatGoesIsForgotten) {
  const auto topic = std::make_shared<EventTopic>();
  handler_.routes["/events"] = [&](Request&) { return events_of(topic); };
  const auto served = start();
  {
    RawPeer one = peer();
    one.send(get("/events"));
    EXPECT_TRUE(comes_true([&] { return topic->subscribers() == 1; }));
  }
  EXPECT_TRUE(comes_true([&] { return topic->subscribers() == 0; }));
}

TEST_F(StreamTest, SilentStreamsHaveAHeartbeat) {
  options_.deadlines.heartbeat = milliseconds(100);
  const auto topic = std::make_shared<EventTopic>();
  handler_.routes["/events"] = [&](Request&) { return events_of(topic); };
  const auto served = start();
  RawPeer one = peer();
  one.send(get("/events"));
  EXPECT_NE(one.read_until(": still here\n\n").find(": still here"), std::string::npos);
  topic->publish("step", "late");
  EXPECT_NE(one.read_until("data: late").find("data: late"), std::string::npos);
}

std::string all_of(Outbox& outbox) { return outbox.take(1 << 20).bytes; }

TEST(EventTopicTest, LateSubscribersGetTheEventsAfterTheirLast) {
  EventTopic topic({.when_behind = WhenBehind::kDisconnect, .queue_max = 10, .replay_events = 3});
  for (const char* data : {"a", "b", "c", "d"})
    topic.publish("e", data);
  const auto heard_after = [&](std::uint64_t id) {
    const auto outbox = std::make_shared<Outbox>(1 << 20, [] {});
    topic.subscribe(outbox, id);
    return all_of(*outbox);
  };
  EXPECT_EQ(heard_after(3), event_frame(4, "e", "d"));
  EXPECT_EQ(heard_after(0),
            event_frame(2, "e", "b") + event_frame(3, "e", "c") + event_frame(4, "e", "d"));
  EXPECT_EQ(heard_after(99), heard_after(0)) << "an id of another life";
  topic.close();
  const auto late = std::make_shared<Outbox>(1 << 20, [] {});
  topic.subscribe(late, 3);
  EXPECT_EQ(all_of(*late), event_frame(4, "e", "d"));
  EXPECT_EQ(late->take(1).end, Outbox::End::kFinished);
}

TEST(EventTopicTest, AnEndThatIsNotTheTopicsOwnSaysWhenToComeAgain) {
  EventTopic topic;
  const auto early = std::make_shared<Outbox>(1 << 20, [] {});
  const auto late = std::make_shared<Outbox>(1 << 20, [] {});
  topic.subscribe(early, 0);
  topic.publish("job", "a");
  topic.close("reconnect", "{}", milliseconds(1500));
  topic.close();
  topic.subscribe(late, 0);
  for (const auto& outbox : {early, late}) {
    EXPECT_EQ(all_of(*outbox),
              event_frame(1, "job", "a") + "retry: 1500\nevent: reconnect\ndata: {}\n\n");
    EXPECT_EQ(outbox->take(1).end, Outbox::End::kFinished);
  }
}

TEST(EventTopicTest, WhoIsBehindGetsTheNewestOrTheEnd) {
  EventTopic states({.when_behind = WhenBehind::kNewestOnly});
  EventTopic steps({.when_behind = WhenBehind::kDisconnect, .queue_max = 2});
  const auto of_states = std::make_shared<Outbox>(1 << 20, [] {});
  const auto of_steps = std::make_shared<Outbox>(1 << 20, [] {});
  states.subscribe(of_states, 0);
  steps.subscribe(of_steps, 0);
  for (const char* data : {"a", "b", "c"}) {
    states.publish("e", data);
    steps.publish("e", data);
  }
  EXPECT_EQ(all_of(*of_states), event_frame(3, "e", "c"));
  EXPECT_EQ(all_of(*of_steps), event_frame(1, "e", "a") + event_frame(2, "e", "b"));
  EXPECT_EQ(of_steps->take(1).end, Outbox::End::kFinished);
  EXPECT_EQ(steps.subscribers(), 0U);
  EXPECT_EQ(states.subscribers(), 1U);
}

TEST(EventTopicTest, LineEndsInsideDataDoNotBreakTheFrame) {
  EXPECT_EQ(event_frame(1, "e", "a\rid: 9\n\nb"),
            "id: 1\nevent: e\ndata: a\ndata: id: 9\ndata: \ndata: b\n\n");
}

TEST(OutboxTest, TheLoopIsWokenOnceForEachTimeItFoundNothing) {
  int woken = 0;
  Outbox outbox(100, [&] { ++woken; });
  const auto frame = std::make_shared<const std::string>("x");
  outbox.push(frame, 10);
  EXPECT_EQ(woken, 0);
  EXPECT_EQ(outbox.take(100).bytes, "x");
  EXPECT_EQ(outbox.take(100).bytes, "");
  outbox.push(frame, 10);
  outbox.push(frame, 10);
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(outbox.take(100).bytes, "xx");
  EXPECT_EQ(outbox.take(100).bytes, "");
  outbox.cancel();
  EXPECT_FALSE(outbox.push(frame, 10));
  outbox.finish();
  EXPECT_EQ(woken, 1);
}

// Everything at once: idle, half a head, a slow upload, a stream, events, a handler that waits, one
// that is deaf, a reader that does not read.
TEST_F(StopTest, IsBoundedWithEverythingInFlight) {
  options_.deadlines.stop = milliseconds(1500);
  handler_.bytes_max = 1 << 30;
  const auto topic = std::make_shared<EventTopic>();
  const std::string large(32 << 20, 'x');
  Gate leave;
  std::counting_semaphore<8> entered(0);
  handler_.routes["/events"] = [&](Request&) { return events_of(topic); };
  handler_.routes["/large"] = [&](Request&) { return Response{.body = large}; };
  handler_.routes["/stream"] = [&](Request&) {
    Response response;
    response.stream = [&](const StreamWriter& write) {
      entered.release();
      while (write("tick"))
        std::this_thread::sleep_for(milliseconds(1));
    };
    return response;
  };
  handler_.routes["/wait"] = [&](Request& request) {
    entered.release();
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    ended.wait(lock, request.stop, [] { return false; });
    return Response{.body = "stopped"};
  };
  handler_.routes["/deaf"] = [&](Request&) {
    entered.release();
    leave.wait();
    return Response{};
  };
  const auto served = start();
  std::vector<RawPeer> peers;
  for (const std::string& bytes :
       {std::string(), std::string("GET /ec"), get("/events"), get("/large"), get("/stream"),
        get("/wait"), get("/deaf"),
        std::string("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\nContent-Type: "
                    "multipart/form-data; boundary=B\r\n\r\n--B\r\ncontent-disposition: "
                    "form-data; name=\"f\"; filename=\"f\"\r\n\r\nxx")}) {
    peers.push_back(peer("127.0.0.1", 4096));
    peers.back().send(bytes);
  }
  for (int i = 0; i < 3; ++i)
    entered.acquire();
  EXPECT_TRUE(comes_true([&] { return topic->subscribers() == 1; }));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(server_->stop()) << "one handler is deaf";
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(3000));
  EXPECT_EQ(body_of(peers[5].read_answer()), "stopped");
  EXPECT_TRUE(peers[2].read_all().ends_with("0\r\n\r\n"));
  for (RawPeer& one : peers)
    EXPECT_TRUE(one.sees_end());
  leave.open();
  server_.reset();
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(StopTest, LetsARunningRequestEnd) {
  Gate entered;
  Gate leave;
  handler_.routes["/wait"] = [&](Request& request) {
    entered.open();
    leave.wait();
    return Response{.body = request.stop.stop_requested() ? "told to stop" : "done"};
  };
  const auto served = start();
  RawPeer idle = peer();
  RawPeer one = peer();
  one.send(get("/wait"));
  EXPECT_TRUE(entered.wait());
  std::jthread stop([&] { server_->stop(); });
  EXPECT_TRUE(idle.sees_end());
  leave.open();
  const std::string answer = one.read_answer();
  EXPECT_EQ(body_of(answer), "done");
  EXPECT_NE(answer.find("connection: close"), std::string::npos);
}

}  // namespace
}  // namespace alexandria::http
