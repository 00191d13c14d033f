#pragma once
// Who may come in: connections and requests in all and of each peer. Belongs to the loop's thread.
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

namespace alexandria::http {

class Channel;

/// Whether somebody who may do something asks; places of the one kind are never used up by the
/// other.
enum class Asker { kKnown, kStranger };

class Admission {
  struct Peer {
    std::string address;
    std::size_t connections = 0;
    std::size_t requests[2] = {0, 0};  // by Asker
    std::list<Channel*> waiting;       // for a request, the longest first
  };

 public:
  struct Limits {
    std::size_t connections_max = 1;
    std::size_t connections_per_peer = 1;
    std::size_t requests_per_peer = 1;
  };
  explicit Admission(Limits limits) : limits_(limits) {}

  /// One connection's place; given back by the destructor.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket();
    /// `channel` waits for its peer's next request and may be closed to make room.
    void begin_waiting(Channel* channel);
    void end_waiting();
    /// False if the peer has all the requests of this kind that it may have.
    bool begin_request(Asker asker);
    void end_request();
    const std::string& address() const { return peer_->address; }

   private:
    friend class Admission;
    Ticket(Admission& admission, Peer& peer) : admission_(&admission), peer_(&peer) {}
    Admission* admission_;
    Peer* peer_;
    bool is_waiting_ = false;
    std::size_t* requests_ = nullptr;  // the count that this one is part of
    std::list<Channel*>::iterator in_all_;
    std::list<Channel*>::iterator in_peer_;
  };

  /// Whether one more connection of this peer needs room first.
  bool is_full(const std::string& address) const;
  /// The connection to close for it: the one that has waited longest, of the peer if the peer is at
  /// its own limit; nullptr if none waits.
  Channel* longest_waiting(const std::string& address) const;
  /// The connection that has waited longest of all; nullptr if none waits.
  Channel* longest_waiting() const { return waiting_.empty() ? nullptr : waiting_.front(); }
  Ticket admit(const std::string& address);
  std::size_t connections() const { return connections_; }

 private:
  bool peer_is_full(const std::string& address) const;

  const Limits limits_;
  std::size_t connections_ = 0;
  std::list<Channel*> waiting_;
  std::unordered_map<std::string, std::unique_ptr<Peer>> peers_;
};

}  // namespace alexandria::http
