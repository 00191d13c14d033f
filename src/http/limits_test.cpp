// Who may take how much: connections, requests, threads, memory, form fields, descriptors.
#include <sys/resource.h>

#include <thread>

#include "admission.hpp"
#include "loop.hpp"
#include "test_server.hpp"

namespace alexandria::http {
namespace {

using std::chrono::milliseconds;
using LimitsTest = ServedTest;

TEST_F(LimitsTest, IdleConnectionsOfManyPeersDoNotStopTheService) {
  options_.connections_max = 300;
  const auto served = start();
  std::vector<RawPeer> idle;
  for (int i = 0; i < 600; ++i) {
    const std::string from = "127.0.0." + std::to_string(2 + i % 8);
    idle.push_back(peer(from.c_str()));
    ASSERT_TRUE(idle.back().is_open());
  }
  EXPECT_EQ(status_of(ask(get("/echo"))), 200);
  EXPECT_TRUE(idle.front().sees_end());
  EXPECT_FALSE(idle.back().sees_end(0));
}

TEST_F(LimitsTest, OnePeersIdleConnectionsMakeRoomForItsOwn) {
  options_.connections_per_peer = 4;
  const auto served = start();
  RawPeer other = peer("127.0.0.3");
  std::vector<RawPeer> idle;
  for (int i = 0; i < 6; ++i)
    idle.push_back(peer("127.0.0.2"));
  EXPECT_EQ(status_of(ask(get("/echo"), "127.0.0.2")), 200);
  EXPECT_TRUE(idle[0].sees_end() && idle[1].sees_end());
  other.send(get("/echo"));
  EXPECT_EQ(status_of(other.read_answer()), 200);
}

TEST_F(LimitsTest, AConnectionOverTheLimitIsRefusedWhenAllAreBusy) {
  options_.connections_max = 2;
  Gate leave;
  std::counting_semaphore<8> entered(0);
  handler_.routes["/wait"] = [&](Request&) {
    entered.release();
    leave.wait();
    return Response{};
  };
  const auto served = start();
  RawPeer one = peer();
  RawPeer two = peer();
  one.send(get("/wait"));
  two.send(get("/wait"));
  entered.acquire();
  entered.acquire();
  RawPeer three = peer();
  const std::string answer = three.read_answer();
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_NE(answer.find("retry-after: 1"), std::string::npos);
  leave.open();
  EXPECT_EQ(status_of(one.read_answer()), 200);
}

TEST_F(LimitsTest, RequestsUnderWayAreLimitedForOnePeerOnly) {
  options_.requests_per_peer = 2;
  Gate leave;
  std::counting_semaphore<8> entered(0);
  handler_.routes["/wait"] = [&](Request&) {
    entered.release();
    leave.wait();
    return Response{};
  };
  const auto served = start();
  std::vector<RawPeer> busy;
  for (int i = 0; i < 2; ++i) {
    busy.push_back(peer());
    busy.back().send(get("/wait"));
    entered.acquire();
  }
  EXPECT_EQ(status_of(ask(get("/echo"))), 429);
  EXPECT_EQ(status_of(ask(get("/echo"), "127.0.0.2")), 200);
  leave.open();
  EXPECT_EQ(status_of(busy[0].read_answer()), 200);
  EXPECT_EQ(status_of(busy[1].read_answer()), 200);
  EXPECT_EQ(status_of(ask(get("/echo"))), 200);
}

TEST_F(LimitsTest, AFullQueueIsSaidWithRetryAfterAndLongRequestsLeaveShortOnesTheirThreads) {
  options_.workers = options_.long_workers = options_.queue_max = 1;
  Gate leave;
  std::counting_semaphore<8> entered(0);
  handler_.routes["/long"] = [&](Request&) {
    entered.release();
    leave.wait();
    return Response{};
  };
  const auto served = start();
  RawPeer running = peer();
  running.send(get("/long"));
  entered.acquire();
  RawPeer waiting = peer();
  waiting.send(get("/long"));
  // Which of two waits is known only once the other is refused.
  RawPeer refused = peer();
  refused.send(get("/long"));
  const bool second_waits = comes_true([&] { return refused.sees_end(0) || waiting.sees_end(0); });
  EXPECT_TRUE(second_waits);
  RawPeer& first = refused.ended() ? refused : waiting;
  const std::string answer = first.read_answer();
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_NE(answer.find("retry-after: 1"), std::string::npos);
  EXPECT_EQ(status_of(ask(get("/echo"))), 200);
  leave.open();
}

TEST_F(LimitsTest, AFieldThatIsThereTwiceIsNamed) {
  const auto served = start();
  const std::string part = "--B\r\ncontent-disposition: form-data; name=\"source\"\r\n\r\nx\r\n";
  const std::string body = part + part + "--B--\r\n";
  const std::string answer =
      ask("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\n"
          "Content-Length: " +
          std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(status_of(answer), 400);
  EXPECT_NE(answer.find("repeated_field"), std::string::npos) << answer;
  EXPECT_NE(answer.find("'source'"), std::string::npos) << answer;
}

TEST_F(LimitsTest, BodiesInMemoryShareOneBudget) {
  options_.memory_bytes_max = 100'000;
  handler_.bytes_max = 80'000;
  const auto served = start();
  const std::string head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 80000\r\n\r\n";
  RawPeer slow = peer();
  slow.send(head + std::string(79'999, 'x'));
  std::string answer;
  EXPECT_TRUE(comes_true([&] {
    answer = ask(head + std::string(80'000, 'x'));
    return status_of(answer) == 503;
  }));
  slow.send("x");
  EXPECT_EQ(status_of(slow.read_answer()), 200);
  EXPECT_EQ(status_of(ask(head + std::string(80'000, 'x'))), 200);
}

TEST_F(LimitsTest, BodiesOfStrangersTakeNoPlaceMemoryOrConnectionOfOthers) {
  options_.requests_per_peer = 2;
  options_.connections_per_peer = 20;
  options_.memory_bytes_max = 8000;
  const auto served = start();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: x\r\nX-Stranger: yes\r\nContent-Length: 1000\r\n\r\n";
  std::vector<RawPeer> crowd;
  for (int i = 0; i < 60; ++i) {
    crowd.push_back(peer());
    crowd.back().send(head + std::string(900, 'x'));
    EXPECT_EQ(status_of(ask(get("/echo"))), 200) << i;
  }
  const std::string known =
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'y');
  EXPECT_EQ(status_of(ask(known)), 200);
  EXPECT_TRUE(crowd.front().sees_end()) << "it made room";
}

TEST_F(LimitsTest, AStrangersBodyThatArrivesIsAnsweredBesideTheHalfOnes) {
  options_.requests_per_peer = 1;
  const auto served = start();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: x\r\nX-Stranger: yes\r\nContent-Length: 3\r\n\r\n";
  RawPeer half = peer();
  half.send(head + "a");
  EXPECT_EQ(body_of(ask(head + "abc")), "POST /echo abc");
  half.send("bc");
  EXPECT_EQ(body_of(half.read_answer()), "POST /echo abc");
}

TEST_F(LimitsTest, AnswersThatNobodyReadsAreCutBeforeMemoryRunsOut) {
  options_.memory_bytes_max = 20 << 20;
  const std::string large(8 << 20, 'x');
  handler_.routes["/large"] = [&](Request&) { return Response{.body = large}; };
  const auto served = start();
  std::vector<RawPeer> readers;
  for (int i = 0; i < 6; ++i) {
    readers.push_back(peer("127.0.0.1", 4096));
    readers.back().send(get("/large"));
    readers.back().read_until("\r\n\r\n");
  }
  std::size_t whole = 0;
  for (RawPeer& reader : readers)
    whole += reader.read_answer().size() > large.size();
  EXPECT_LT(whole, 6U);
  EXPECT_GE(whole, 1U);
}

std::string form(const std::vector<std::string>& parts) {
  std::string body;
  for (const std::string& part : parts)
    body += "--B\r\ncontent-disposition: form-data; " + part + "\r\n";
  body += "--B--\r\n";
  return "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_F(LimitsTest, FormFieldsHaveCapsAndLeaveNoFiles) {
  handler_.bytes_max = 1 << 20;
  options_.upload_fields_max = 3;
  options_.upload_files_max = 2;
  options_.field_bytes_max = 100;
  options_.fields_bytes_max = 250;
  const auto served = start();
  const std::string file = "name=\"file\"; filename=\"a\"\r\n\r\ncontent";
  const auto field = [](const std::string& name, std::size_t bytes) {
    return "name=\"" + name + "\"\r\n\r\n" + std::string(bytes, 'x');
  };
  EXPECT_EQ(status_of(ask(form({file, file, field("a", 100), field("b", 90)}))), 200);
  EXPECT_EQ(status_of(ask(form({file, field("a", 101)}))), 413);
  EXPECT_EQ(status_of(ask(form({file, field("a", 90), field("b", 90), field("c", 90)}))), 413);
  EXPECT_EQ(
      status_of(ask(form({file, field("a", 1), field("b", 1), field("c", 1), field("d", 1)}))),
      413);
  EXPECT_EQ(status_of(ask(form({file, field(std::string(201, 'n'), 1)}))), 413);
  EXPECT_EQ(status_of(ask(form({file, file, file}))), 400);
  EXPECT_EQ(status_of(ask(form({file, "no-name\r\n\r\n"}))), 400);
  EXPECT_TRUE(comes_true([&] { return std::filesystem::is_empty(folder_.path()); }));
}

TEST_F(LimitsTest, UploadsThatBreakOffLeaveNoFiles) {
  handler_.bytes_max = 1 << 20;
  const auto served = start();
  const std::string request =
      form({"name=\"file\"; filename=\"a\"\r\n\r\n" + std::string(200'000, 'x')});
  {
    RawPeer one = peer();
    one.send(std::string_view(request).substr(0, 150'000));
    EXPECT_TRUE(comes_true([&] { return !std::filesystem::is_empty(folder_.path()); }));
  }
  EXPECT_TRUE(comes_true([&] { return std::filesystem::is_empty(folder_.path()); }));
}

TEST_F(LimitsTest, WithoutDescriptorsTheAcceptorPausesAndGoesOn) {
  const auto served = start();
  RawPeer before = peer();
  before.send(get("/echo"));
  EXPECT_EQ(status_of(before.read_answer()), 200);
  std::vector<RawPeer> clients;
  for (int i = 0; i < 4; ++i)
    clients.push_back(peer());  // their descriptors exist before there are no more
  rlimit usual{};
  ::getrlimit(RLIMIT_NOFILE, &usual);
  std::vector<int> taken;
  const rlimit few{200, usual.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  RawPeer late = peer();
  for (int one = ::dup(0); one >= 0; one = ::dup(0))
    taken.push_back(one);
  const timespec begin = [] {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now;
  }();
  std::this_thread::sleep_for(milliseconds(300));
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  const double spent = static_cast<double>(now.tv_sec - begin.tv_sec) +
                       1e-9 * static_cast<double>(now.tv_nsec - begin.tv_nsec);
  EXPECT_LT(spent, 0.15) << "it spins";
  for (const int one : taken)
    ::close(one);
  ::setrlimit(RLIMIT_NOFILE, &usual);
  late.send(get("/echo"));
  EXPECT_EQ(status_of(late.read_answer()), 200);
  EXPECT_EQ(status_of(ask(get("/echo"))), 200);
}

TEST(AdmissionTest, TheLongestWaitingMakesRoomOfItsPeerFirst) {
  Admission admission({.connections_max = 4, .connections_per_peer = 2, .requests_per_peer = 1});
  const auto channel = [](std::uintptr_t number) {
    return reinterpret_cast<Channel*>(number);  // only compared
  };
  auto first = admission.admit("a");
  auto second = admission.admit("b");
  first.begin_waiting(channel(1));
  second.begin_waiting(channel(2));
  EXPECT_FALSE(admission.is_full("a"));
  auto third = admission.admit("b");
  third.begin_waiting(channel(3));
  EXPECT_TRUE(admission.is_full("b"));
  EXPECT_EQ(admission.longest_waiting("b"), channel(2));
  EXPECT_FALSE(admission.is_full("a"));
  EXPECT_EQ(admission.longest_waiting("a"), channel(1));
  second.end_waiting();
  EXPECT_EQ(admission.longest_waiting("b"), channel(3));
  EXPECT_TRUE(second.begin_request(Asker::kKnown));
  EXPECT_FALSE(third.begin_request(Asker::kKnown));
  EXPECT_TRUE(third.begin_request(Asker::kStranger));
  third.end_request();
  second.end_request();
  EXPECT_TRUE(third.begin_request(Asker::kKnown));
  { const auto gone = std::move(first); }
  EXPECT_EQ(admission.connections(), 2U);
}

}  // namespace
}  // namespace alexandria::http
