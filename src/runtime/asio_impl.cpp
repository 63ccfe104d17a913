// Asio is compiled once, here (BOOST_ASIO_SEPARATE_COMPILATION). Its TLS part is compiled in net/.
#include <boost/asio/impl/src.hpp>
