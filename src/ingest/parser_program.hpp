#pragma once
#include <string>

namespace alexandria::ingest {

/// What is started to read a foreign file: `alexandria-parser` beside this program, which loads
/// none of the libraries for models and the network, or this program where there is none. Lives as
/// long as the program; safe from any thread.
const std::string& parser_program();

}  // namespace alexandria::ingest
