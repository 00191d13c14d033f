#pragma once
// What a language model or a document may write, made safe to show. Pure; safe from any thread.
#include <cstddef>
#include <string>
#include <string_view>

namespace alexandria::text {

/// Removes what a browser or terminal would act upon: links keep their text, images and HTML tags
/// go, control characters (ASCII, Latin-1, and those that turn the direction of writing) become
/// spaces. Nothing of that kind is left, even where taking one away put another together.
std::string neutralise(std::string_view utf8);

/// Where markup begins that may still be growing (a link, an image or a tag without its end); the
/// text's size if there is none. Nothing over 2,000 bytes is waited for.
std::size_t open_markup(std::string_view utf8);

}  // namespace alexandria::text
