#include "admission.hpp"

#include <utility>

namespace alexandria::http {

Admission::Ticket::Ticket(Ticket&& other) noexcept
    : admission_(std::exchange(other.admission_, nullptr)),
      peer_(other.peer_),
      is_waiting_(std::exchange(other.is_waiting_, false)),
      requests_(std::exchange(other.requests_, nullptr)),
      in_all_(other.in_all_),
      in_peer_(other.in_peer_) {}

Admission::Ticket::~Ticket() {
  if (admission_ == nullptr) return;
  end_waiting();
  end_request();
  --admission_->connections_;
  if (--peer_->connections == 0) admission_->peers_.erase(std::string(peer_->address));
}

void Admission::Ticket::begin_waiting(Channel* channel) {
  if (is_waiting_) return;
  is_waiting_ = true;
  in_all_ = admission_->waiting_.insert(admission_->waiting_.end(), channel);
  in_peer_ = peer_->waiting.insert(peer_->waiting.end(), channel);
}

void Admission::Ticket::end_waiting() {
  if (!std::exchange(is_waiting_, false)) return;
  admission_->waiting_.erase(in_all_);
  peer_->waiting.erase(in_peer_);
}

bool Admission::Ticket::begin_request(Asker asker) {
  std::size_t& requests = peer_->requests[static_cast<std::size_t>(asker)];
  if (requests >= admission_->limits_.requests_per_peer) return false;
  ++requests;
  requests_ = &requests;
  return true;
}

void Admission::Ticket::end_request() {
  if (requests_ != nullptr) --*std::exchange(requests_, nullptr);
}

bool Admission::peer_is_full(const std::string& address) const {
  const auto peer = peers_.find(address);
  return peer != peers_.end() && peer->second->connections >= limits_.connections_per_peer;
}

bool Admission::is_full(const std::string& address) const {
  return connections_ >= limits_.connections_max || peer_is_full(address);
}

Channel* Admission::longest_waiting(const std::string& address) const {
  if (!peer_is_full(address)) return longest_waiting();
  const std::list<Channel*>& waiting = peers_.at(address)->waiting;
  return waiting.empty() ? nullptr : waiting.front();
}

Admission::Ticket Admission::admit(const std::string& address) {
  auto& peer = peers_[address];
  if (!peer) peer = std::make_unique<Peer>(Peer{.address = address});
  ++connections_;
  ++peer->connections;
  return {*this, *peer};
}

}  // namespace alexandria::http
