# Writes OUTPUT, a source with the text of every FOLDER/**/*.txt: cmake -DFOLDER=... -DOUTPUT=... -P embed_data.cmake
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.txt)
list(SORT files)
list(LENGTH files count)
set(source "#include \"data_files.hpp\"\nnamespace alexandria::text {\nconst std::array<DataFile, kDataFileCount> kDataFiles = {{\n")
foreach(file ${files})
  string(REGEX REPLACE "\\.txt$" "" name ${file})
  file(READ ${FOLDER}/${file} text)
  string(APPEND source "{\"${name}\", R\"data(${text})data\"},\n")
endforeach()
string(APPEND source "}};\n}\n")
file(WRITE ${OUTPUT}/data_files.cpp "${source}")
file(WRITE ${OUTPUT}/data_files.hpp "#pragma once
#include <array>
#include <string_view>
namespace alexandria::text {
struct DataFile {
  std::string_view name;
  std::string_view text;
};
inline constexpr std::size_t kDataFileCount = ${count};
extern const std::array<DataFile, kDataFileCount> kDataFiles;
}
")
